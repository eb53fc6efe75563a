"""Look back at what a translation has said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.revisions import repository
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId, UserId

MOST_LISTED: Final = 1_000
MOST_CHARS: Final = 8_000_000
"""Of a list, which is in memory at once: a thousand bodies of half a million characters would end the process."""
_BATCH: Final = 20


@dataclass(frozen=True, slots=True)
class Revision:
    """A translation as it was saved.

    Attributes:
        data: its values by column.
        created_by: None for what no person has written; `creator` is how the organization shows that person.
    """

    id: UUID
    post: UUID
    locale: str
    version: int
    data: Mapping[str, object]
    created_at: datetime
    created_by: UserId | None
    creator: str | None


async def history(session: ReadSession, tenant: TenantId, post: UUID, locale: str) -> list[Revision]:
    """The newest thousand, newest first, or fewer where they are long; none if the post never had this language."""
    found: list[Revision] = []
    size, before = 0, None
    while len(found) < MOST_LISTED and size < MOST_CHARS:
        rows = await repository.listing(session, tenant, post, locale, before=before, limit=_BATCH)
        found += map(_revision, rows)
        size += sum(len(row["data"]) for row in rows)
        if len(rows) < _BATCH:
            break
        before = rows[-1]["version"]
    return found


def _revision(row: asyncpg.Record) -> Revision:
    return Revision(
        id=row["id"],
        post=row["post_id"],
        locale=row["locale"],
        version=row["version"],
        data=orjson.loads(row["data"]),
        created_at=row["created_at"],
        created_by=row["created_by"],
        creator=row["name"],
    )


async def values_at(
    session: ReadSession, tenant: TenantId, post: UUID, locale: str, version: int
) -> Mapping[str, object] | None:
    """What a translation said in a version, by column; None if there is no such version."""
    text = await repository.data(session, tenant, post, locale, version)
    if text is None:
        return None
    values: dict[str, object] = orjson.loads(text)
    return values
