"""Generated texts that become drafts of the blog."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from contentforge_blog.posts.from_content import titled
from support.newsroom import Newsroom, Staffer

TEXT = "# Ten ways to *boil* water\n\nThe first is a kettle.\n"


async def content(of: Newsroom, text: str | None, title: str | None = None) -> UUID:
    """A text of the organization, straight into the database."""
    async with of.api.runtime.uow.write(of.tenant) as session:
        made: UUID = await session.fetchval(
            "INSERT INTO content_item (organization_id, id, user_id, content_type, position, text, title)"
            " VALUES ($1, gen_random_uuid(), $2, 'blog_post', 1, $3, $4) RETURNING id",
            of.tenant,
            of.editor.user,
            text,
            title,
        )
    return made


async def made_of(by: Staffer, item: object, body: object = None, **more: object) -> tuple[int, dict[str, Any]]:
    answer = await by("POST", f"/admin/posts/from-content/{item}", body, **more)
    return answer.status_code, answer.json()


async def test_a_generated_text_becomes_a_draft_in_the_sites_language(newsroom: Newsroom) -> None:
    status, post = await made_of(newsroom.author, await content(newsroom, TEXT))

    assert (status, post["status"], post["authorId"]) == (201, "DRAFT", str(newsroom.author.user))
    [text] = post["translations"]
    assert (text["locale"], text["title"], text["slug"]) == ("vi", "Ten ways to boil water", "ten-ways-to-boil-water")
    assert text["bodyHtml"] == "<p>The first is a kettle.</p>\n"


async def test_its_language_and_its_title_may_be_told(newsroom: Newsroom) -> None:
    _, post = await made_of(newsroom.editor, await content(newsroom, TEXT, "What we call it"), {"locale": "en"})

    [text] = post["translations"]
    assert (text["locale"], text["title"]) == ("en", "What we call it")


async def test_a_text_that_is_not_written_makes_no_draft(newsroom: Newsroom) -> None:
    assert (await made_of(newsroom.author, await content(newsroom, None)))[0] == 409


async def test_only_the_organizations_own_texts_can_be_used(newsroom: Newsroom) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    theirs = await content(elsewhere, TEXT)

    assert (await made_of(newsroom.author, theirs)) == (await made_of(newsroom.author, uuid4()))
    assert (await made_of(newsroom.author, theirs))[0] == 404
    assert (await made_of(newsroom.author, "x"))[0] == 404


async def test_a_language_that_the_site_does_not_have_is_refused(newsroom: Newsroom) -> None:
    assert (await made_of(newsroom.author, await content(newsroom, TEXT), {"locale": "fr"}))[0] == 400


async def test_the_same_key_makes_one_draft(newsroom: Newsroom) -> None:
    item, key = await content(newsroom, TEXT), {"Idempotency-Key": uuid4().hex}

    first, second = [(await made_of(newsroom.author, item, headers=key))[1] for _ in range(2)]

    assert first["id"] == second["id"]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# A\n\nb", "A", "b"),
        ("## A ##\nb", "A", "b"),
        ("\n\n# `A` *b*\n\n\nc", "A b", "c"),
        ("Plain first line.\nSecond.", "Plain first line.", "Plain first line.\nSecond."),
        ("#\n\nb", "b", "#\n\nb"),
        ("***", "Untitled", "***"),
        ("x" * 300, "x" * 200, "x" * 300),
    ],
)
def test_a_text_names_itself(text: str, title: str, body: str) -> None:
    assert titled(text) == (title, body)
