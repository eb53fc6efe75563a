"""Slugs that several people want at once, and give up at once: each leads to one page, and nobody waits in vain."""

import asyncio
from collections.abc import Awaitable, Mapping
from itertools import cycle
from typing import Any, Final

import httpx
import pytest

from support.newsroom import Newsroom

ROUNDS: Final = 30
LOCALES: Final = ("vi", "en")
KINDS = pytest.mark.parametrize("kind", ["posts", "categories", "tags"])
Text = Mapping[str, object]


async def made(newsroom: Newsroom, kind: str, **slugs: str) -> str:
    texts = [{"locale": locale, "title": slug, "name": slug, "slug": slug} for locale, slug in slugs.items()]
    answer = await newsroom.editor("POST", f"/admin/{kind}", {"translations": texts})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def rename(newsroom: Newsroom, kind: str, one: str, *texts: Text) -> httpx.Response:
    return await newsroom.editor("PATCH", f"/admin/{kind}/{one}", {"translations": list(texts)})


async def slugs_of(newsroom: Newsroom, kind: str) -> list[tuple[str, str]]:
    told = (await newsroom.editor("GET", f"/admin/{kind}?limit=100")).json()
    found: list[dict[str, Any]] = told["data"] if isinstance(told, dict) else told
    return sorted((text["locale"], text["slug"]) for one in found for text in one["translations"])


async def race(*requests: Awaitable[httpx.Response]) -> list[int]:
    """Send all at once; none may be answered with anything but yes, or that somebody else has the slug."""
    answers = await asyncio.gather(*requests)
    for answer in answers:
        assert answer.status_code in {200, 201, 409}, answer.text
    return sorted(answer.status_code for answer in answers)


@KINDS
async def test_two_who_swap_slugs_at_once_are_both_answered_and_no_slug_is_there_twice(
    newsroom: Newsroom, kind: str
) -> None:
    first = await made(newsroom, kind, vi="a", en="a")
    second = await made(newsroom, kind, vi="b", en="b")
    names = {first: "a", second: "b"}
    for _ in range(ROUNDS):

        def swap(one: str, wanted: str) -> Awaitable[httpx.Response]:
            return rename(newsroom, kind, one, *({"locale": locale, "slug": wanted} for locale in LOCALES))

        assert await race(swap(first, names[second]), swap(second, names[first])) == [409, 409]

    assert await slugs_of(newsroom, kind) == [("en", "a"), ("en", "b"), ("vi", "a"), ("vi", "b")]


@KINDS
async def test_slugs_of_two_languages_that_change_hands_crosswise_leave_nobody_waiting(
    newsroom: Newsroom, kind: str
) -> None:
    """One gives up its Vietnamese slug and wants the other's English one; the other does it the other way round."""
    first = await made(newsroom, kind, vi="a", en="x")
    second = await made(newsroom, kind, vi="y", en="b")
    for number in range(ROUNDS):
        await race(
            rename(newsroom, kind, first, {"locale": "vi", "_delete": True}, {"locale": "en", "slug": "b"}),
            rename(newsroom, kind, second, {"locale": "en", "_delete": True}, {"locale": "vi", "slug": "a"}),
        )
        held = await slugs_of(newsroom, kind)
        assert len(held) == len(set(held))
        one, other = f"n{number}", f"m{number}"
        for term, fresh in ((first, one), (second, other)):
            texts = [{"locale": locale, "title": fresh, "name": fresh, "slug": fresh} for locale in LOCALES]
            assert (await rename(newsroom, kind, term, *texts)).status_code == 200
        back = [(first, {"vi": "a", "en": "x"}), (second, {"vi": "y", "en": "b"})]
        for term, slugs in back:
            texts = [{"locale": locale, "slug": slug} for locale, slug in slugs.items()]
            assert (await rename(newsroom, kind, term, *texts)).status_code == 200


@KINDS
async def test_of_many_who_want_one_slug_one_gets_it_in_each_language(newsroom: Newsroom, kind: str) -> None:
    terms = [await made(newsroom, kind, vi=f"v{number}", en=f"e{number}") for number in range(6)]
    orders = cycle([LOCALES, LOCALES[::-1]])

    def want(one: str) -> Awaitable[httpx.Response]:
        texts: list[Text] = [{"locale": locale, "slug": "wanted"} for locale in next(orders)]
        return rename(newsroom, kind, one, *texts)

    def make() -> Awaitable[httpx.Response]:
        texts = [{"locale": locale, "title": "x", "name": "x", "slug": "wanted"} for locale in next(orders)]
        return newsroom.editor("POST", f"/admin/{kind}", {"translations": texts})

    statuses = await race(*map(want, terms), make(), make())

    assert statuses.count(409) == 7
    assert (await slugs_of(newsroom, kind)).count(("vi", "wanted")) == 1
    assert (await slugs_of(newsroom, kind)).count(("en", "wanted")) == 1


async def test_published_posts_that_pass_slugs_round_lead_where_they_say(newsroom: Newsroom) -> None:
    """Three posts, each of which wants the slug that another gives up; what leads where is true at every moment."""
    posts = [await made(newsroom, "posts", vi=f"s{number}", en=f"s{number}") for number in range(3)]
    for post in posts:
        await newsroom.editor("POST", f"/admin/posts/{post}/publish", {})

    def pass_on(post: str, slug: str) -> Awaitable[httpx.Response]:
        return rename(newsroom, "posts", post, *({"locale": locale, "slug": slug} for locale in LOCALES))

    for number in range(ROUNDS):
        wanted = [f"s{(place + number) % 4}" for place in range(3)]
        await race(*(pass_on(post, slug) for post, slug in zip(posts, wanted, strict=True)))
        for post in posts:
            shown = (await newsroom.editor("GET", f"/admin/posts/{post}")).json()
            for text in shown["translations"]:
                read = await newsroom.read(f"/posts/{text['locale']}/{text['slug']}")
                assert (read.status_code, read.json()["id"]) == (200, post)


async def test_a_picture_that_goes_while_its_post_is_written_leaves_nobody_waiting(newsroom: Newsroom) -> None:
    """Deleting takes the picture out of both texts of a post that somebody changes at the same moment."""
    post = await made(newsroom, "posts", vi="a", en="a")
    await newsroom.editor("POST", f"/admin/posts/{post}/publish", {})
    for number in range(ROUNDS):
        media = await newsroom.image()
        hero: list[Text] = [{"locale": locale, "heroImageId": str(media)} for locale in LOCALES]
        assert (await rename(newsroom, "posts", post, *hero)).status_code == 200
        change: list[Text] = [{"locale": locale, "title": f"{locale} {number}"} for locale in LOCALES]
        statuses = await race(
            newsroom.editor("DELETE", f"/admin/media/{media}?force=true"),
            rename(newsroom, "posts", post, *change),
        )
        assert statuses[0] == 200
        shown = (await newsroom.editor("GET", f"/admin/posts/{post}")).json()
        assert [text["heroImage"] for text in shown["translations"]] == [None, None]
