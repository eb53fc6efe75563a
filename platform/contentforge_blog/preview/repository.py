"""SQL of preview tokens."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT: Final = """
INSERT INTO blog_preview_token (organization_id, digest, post_id, created_by, expires_at)
VALUES ($1, $2, $3, $4, clock_timestamp() + $5)
"""

_POST: Final = """
SELECT post_id FROM blog_preview_token
WHERE organization_id = $1 AND digest = ANY($2::bytea[]) AND expires_at > clock_timestamp()
"""

_END: Final = "DELETE FROM blog_preview_token WHERE organization_id = $1 AND post_id = $2"

_FORGET: Final = """
DELETE FROM blog_preview_token WHERE (organization_id, digest) IN (
    SELECT organization_id, digest FROM blog_preview_token
    WHERE expires_at < clock_timestamp() ORDER BY expires_at LIMIT 2000
) RETURNING 1
"""


async def insert(
    session: WriteSession, tenant: TenantId, digest: bytes, post: UUID, user: UserId, lifetime: timedelta
) -> None:
    await session.fetchval(_INSERT, tenant, digest, post, user, lifetime)


async def post_of(session: ReadSession, tenant: TenantId, digests: Sequence[bytes]) -> UUID | None:
    found: UUID | None = await session.fetchval(_POST, tenant, digests)
    return found


async def end(session: WriteSession, tenant: TenantId, post: UUID) -> None:
    await session.fetchval(_END, tenant, post)


async def forget(session: SystemSession) -> int:
    return len(await session.fetch(_FORGET))
