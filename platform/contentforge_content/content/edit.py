"""What people do to a text: edit it, look back, and go back to what was generated."""

from uuid import UUID

import asyncpg

from contentforge_content.content import repository
from contentforge_content.content.errors import ContentNotFound, NothingGenerated
from contentforge_content.vocabulary import word_count
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId


async def edit(
    session: WriteSession, tenant: TenantId, item: UUID, text: str, *, by: UserId, owner: UserId | None = None
) -> asyncpg.Record:
    """Make `text` the item's next version; the former one stays among its versions.

    Raises:
        ContentNotFound: no such item in sight; `owner` restricts sight to that person's.
    """
    await _locked(session, tenant, item, owner)
    written = await repository.write(session, tenant, item, text, word_count(text), "edited", by)
    if written is None:
        raise ContentNotFound
    return written


async def roll_back(
    session: WriteSession, tenant: TenantId, item: UUID, *, by: UserId, owner: UserId | None = None
) -> asyncpg.Record:
    """Make the generated text the item's next version.

    Raises:
        ContentNotFound: as `edit`.
        NothingGenerated: none has been generated.
    """
    row = await _locked(session, tenant, item, owner)
    text = row["generated_text"]
    if text is None:
        raise NothingGenerated
    if row["text"] == text:
        return row
    written = await repository.write(session, tenant, item, text, word_count(text), "rollback", by)
    if written is None:
        raise ContentNotFound
    return written


async def history(session: ReadSession, tenant: TenantId, item: UUID) -> list[asyncpg.Record]:
    """All versions, newest first.

    Raises:
        ContentNotFound: no such item.
    """
    if await repository.find(session, tenant, item) is None:
        raise ContentNotFound
    return await repository.versions(session, tenant, item)


async def _locked(session: WriteSession, tenant: TenantId, item: UUID, owner: UserId | None) -> asyncpg.Record:
    row = await repository.lock(session, tenant, item)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ContentNotFound
    return row
