"""Make a generated text the draft of a post."""

import re
from typing import Final
from uuid import UUID

from contentforge_blog.posts.create import Draft
from contentforge_blog.posts.text import Text
from contentforge_blog.rendering import LONGEST_BODY
from contentforge_content.content import repository as content
from contentforge_content.content.errors import ContentNotFound
from contentforge_platform.database import ReadSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import TenantId, new_id

LONGEST_TITLE: Final = 200
_HEADING: Final = re.compile(r"\s*#{1,2}[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)")
_MARKS: Final = re.compile(r"[*_`#>\[\]]+")
_UNTITLED: Final = "Untitled"


class NotWrittenYet(Conflict):
    """The text is still being generated, or never was."""

    code = "not_written_yet"

    def __init__(self) -> None:
        super().__init__("This content has no text yet")


async def draft_from(session: ReadSession, tenant: TenantId, item: UUID, locale: str) -> Draft:
    """A draft in one language that says what the content says now.

    Its title is what people call the content, else the heading with which it begins (which then leaves the body), else
    its first line.

    Raises:
        ContentNotFound: there is no such content.
        NotWrittenYet: it has no text.
    """
    row = await content.find(session, tenant, item)
    if row is None:
        raise ContentNotFound
    if not row["text"]:
        raise NotWrittenYet
    title, body = titled(row["text"][:LONGEST_BODY])
    return Draft(id=new_id(), texts={locale: Text(title=_line(row["title"] or "") or title, body=body)})


def titled(text: str) -> tuple[str, str]:
    """The title of a text, and what remains as its body."""
    heading = _HEADING.match(text)
    if heading is not None and (title := _line(heading.group(1))):
        return title, text[heading.end() :].lstrip("\n")
    return next(filter(None, map(_line, text.splitlines())), _UNTITLED), text


def _line(text: str) -> str:
    """Words without marks, in one line, not longer than a title."""
    return " ".join(_MARKS.sub("", text).split())[:LONGEST_TITLE].strip()
