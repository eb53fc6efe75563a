"""Values of files, read as what they stand for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from contentforge_blog.posts.status import Status
from contentforge_blog.posts.text import COLUMNS, Text
from contentforge_blog.rendering import LONGEST_BODY
from contentforge_blog.transfer.entry import Unreadable
from contentforge_platform.ids import parse_id

_LONGEST: Final = {"title": 200, "excerpt": 1000, "meta_title": 200, "meta_description": 500}


def moment(value: object) -> datetime | None:
    """A time; one without a zone is UTC.

    Raises:
        Unreadable: it is none.
    """
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(str(value))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(f"{str(value)[:50]} is no time") from None


def identity(value: object) -> UUID:
    """An id.

    Raises:
        Unreadable: it is none.
    """
    found = parse_id(str(value))
    if found is None:
        raise Unreadable(f"{str(value)[:50]} is no id")
    return found


def status(value: object) -> Status:
    """A status.

    Raises:
        Unreadable: there is none of the name.
    """
    try:
        return Status(str(value).upper())
    except ValueError:
        raise Unreadable(f"{str(value)[:50]} is no status") from None


def line(values: Mapping[str, object], name: str) -> str:
    """A text that may be missing.

    Raises:
        Unreadable: it is something else, or holds what no database keeps.
    """
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise Unreadable(f"{name} is no text")
    return value


def text_of(values: Mapping[str, object], body: str) -> Text:
    """A translation of values by column, of which unknown ones are left out.

    Raises:
        Unreadable: the title is missing, or a value is of the wrong kind or too long.
    """
    known = {name: values[name] for name in COLUMNS if values.get(name) is not None}
    known["body"] = body
    if not isinstance(known.get("title"), str) or not str(known["title"]).strip():
        raise Unreadable("there is no title")
    for name, value in known.items():
        if name == "schema_data":
            if not isinstance(value, dict):
                raise Unreadable("schema_data is no object")
        elif not isinstance(value, str):
            raise Unreadable(f"{name} is no text")
        elif "\0" in value or len(value) > _LONGEST.get(name, LONGEST_BODY):
            raise Unreadable(f"{name} is too long, or holds a NUL")
    if (hero := known.get("hero_image_id")) is not None:
        known["hero_image_id"] = identity(hero)
    return Text.from_values(known)
