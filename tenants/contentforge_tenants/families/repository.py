"""SQL of provisioned accounts."""

from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import ApiKeyId, TenantId, UserId

_FIND = """
SELECT id, user_id, child_id, api_key_id FROM provisioned_account
WHERE organization_id = $1 AND external_platform_id = $2 AND external_store_id = $3
"""

_MADE_TODAY = """
SELECT count(*) FROM provisioned_account
WHERE organization_id = $1 AND created_at >= date_trunc('day', clock_timestamp(), 'UTC')
"""

_INSERT = """
INSERT INTO provisioned_account
    (organization_id, id, external_platform_id, external_store_id, user_id, child_id, api_key_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

_NOTE_KEY = "UPDATE provisioned_account SET api_key_id = $3 WHERE organization_id = $1 AND id = $2"


async def find(session: ReadSession, partner: TenantId, platform: str, store: str) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, partner, platform, store)


async def made_today(session: ReadSession, partner: TenantId) -> int:
    return int(await session.fetchval(_MADE_TODAY, partner))


async def insert(
    session: WriteSession,
    partner: TenantId,
    id_: UUID,
    external: tuple[str, str],
    made: tuple[UserId, TenantId, ApiKeyId],
) -> None:
    await session.fetchval(_INSERT, partner, id_, *external, *made)


async def note_key(session: WriteSession, partner: TenantId, id_: UUID, key: ApiKeyId) -> None:
    await session.fetchval(_NOTE_KEY, partner, id_, key)
