"""What a search finds in a text by its keys and its words, asked of the database that answers it."""

from uuid import UUID, uuid4

import pytest

from contentforge_blog.search import LONGEST_QUERY, asked, vector_sql, words_of
from contentforge_platform.database import UnitOfWork

SITE = UUID("5b0e7c1c-52cb-4b35-9d5a-0f5b3f8a6c11")
WORDS = words_of(
    "Tiêu đề bài viết", "Ngắn gọn", "Đường lên núi dài **mười hai** cây số, xem [bản đồ](https://maps.test/)"
)
_VECTOR = vector_sql("$1", "$2", "$3", "$4")
_KEYS = f"SELECT site_words($1, 'vi', {_VECTOR})"
_MATCHES = f"""
SELECT coalesce(site_words($1, 'vi', searched) @@ site_keys($5::uuid, $7, said, $8) AND searched @@ said, false)
FROM (SELECT {_VECTOR} AS searched, websearch_to_tsquery('simple', $6) AS said) AS given
"""
_RANK = f"SELECT ts_rank({_VECTOR}, websearch_to_tsquery('simple', $5))"


async def matches(uow: UnitOfWork, text: str, *, site: UUID = SITE, locale: str | None = None, kind: str = "w") -> bool:
    async with uow.read(None) as session:
        given = (WORDS.title, WORDS.summary, WORDS.body, site, asked(text), locale, kind)
        return bool(await session.fetchval(_MATCHES, SITE, *given))


@pytest.mark.parametrize(
    "text", ["tieu de", "TIÊU ĐỀ", "viết bài", '"duong len nui"', "khong or ngan", "tieu -cao", "ban do", "maps.test"]
)
async def test_words_are_found_however_they_are_marked(uow: UnitOfWork, text: str) -> None:
    assert await matches(uow, text)


@pytest.mark.parametrize("text", ["tieu cao", "tieu -de", '"nui duong"', "khong", "tie"])
async def test_what_is_not_said_is_not_found(uow: UnitOfWork, text: str) -> None:
    assert not await matches(uow, text)


@pytest.mark.parametrize("text", ["tieu", "-cao", "-cao or -thap"])
async def test_no_query_finds_another_sites_words(uow: UnitOfWork, text: str) -> None:
    assert await matches(uow, text)
    assert not await matches(uow, text, site=uuid4())


@pytest.mark.parametrize("locale", ["en", "v", "", "VI", "'", "\\", "vi'&'en", "x" * 5_000])
async def test_keys_tell_languages_apart(uow: UnitOfWork, locale: str) -> None:
    assert await matches(uow, "tieu", locale="vi")
    assert not await matches(uow, "tieu", locale=locale)


async def test_keys_tell_titles_from_bodies(uow: UnitOfWork) -> None:
    assert await matches(uow, "tieu de", kind="t")
    assert not await matches(uow, "tieu nui", kind="t")


@pytest.mark.parametrize(
    "text",
    [
        "a'",
        "a\\",
        "a & | !",
        "((((b",
        "tieu:*",
        "a <-> b",
        "' || a",
        "%a_",
        'a"',
        "-a",
        f"org:{SITE}",
        "a\u202e",
        "x" * 100_000,
    ],
)
async def test_no_text_is_an_error(uow: UnitOfWork, text: str) -> None:
    assert len(asked(text) or "") <= LONGEST_QUERY
    assert await matches(uow, text) in {True, False}


async def test_a_word_in_the_title_weighs_more_than_one_in_the_body(uow: UnitOfWork) -> None:
    async with uow.read(None) as session:
        titled = await session.fetchval(_RANK, SITE, "nui cao", "", "bien xanh", "nui")
        mentioned = await session.fetchval(_RANK, SITE, "bien xanh", "", "nui cao", "nui")

    assert titled > mentioned > 0


async def test_the_longest_body_is_not_too_long_for_the_index(uow: UnitOfWork) -> None:
    words = words_of("Dài", "", " ".join(f"tu{number}" for number in range(200_000)))
    async with uow.read(None) as session:
        size = await session.fetchval(
            f"SELECT length({vector_sql('$1', '$2', '$3', '$4')})", SITE, words.title, words.summary, words.body
        )

    assert size > 20_000


async def test_a_text_of_more_keys_than_a_vector_holds_is_found_by_those_that_fit(uow: UnitOfWork) -> None:
    """Words of one rare sign each: what stands before them in their keys is twice as long as they are."""
    signs = " ".join(map(chr, [*range(0x4E00, 0x9FFF), *range(0x20000, 0x2A6DF), *range(0x30000, 0x3134A)]))
    words = words_of("Dài", "", f"{signs} {' '.join(a + b for a in signs[:200:2] for b in signs[:400:2])}")
    async with uow.read(None) as session:
        document = await session.fetchval(f"{_KEYS}::text", SITE, words.title, words.summary, words.body)
        size = await session.fetchval("SELECT length($1::text::tsvector)", document)

    assert size > 60_000
    assert f"'t{str(SITE)[:8]}dai'" in document


@pytest.mark.parametrize("text", [None, "", "   ", "?!", "-"])
def test_nothing_asked_is_no_search(text: str | None) -> None:
    assert asked(text) is None
