"""SQL of outgoing mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson

from contentforge_platform.database import SystemSession, WriteSession
from contentforge_platform.ids import TenantId

_INSERT = """
INSERT INTO outgoing_mail (organization_id, id, kind, language, recipient, parameters, good_until)
VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7)
"""

_BEGIN = """
UPDATE outgoing_mail SET attempts = attempts + 1 WHERE organization_id = $1 AND id = $2 AND state = 'queued'
RETURNING id, kind, language, recipient, parameters, created_at,
    coalesce(good_until < clock_timestamp(), false) AS stale
"""

_SENT = """
UPDATE outgoing_mail SET state = 'sent', sent_at = clock_timestamp(), parameters = NULL
WHERE organization_id = $1 AND id = $2 AND state = 'queued'
"""

_FAILED = """
UPDATE outgoing_mail SET state = 'failed', error = $3, parameters = NULL
WHERE organization_id = $1 AND id = $2 AND state = 'queued'
"""

_FORGET = """
DELETE FROM outgoing_mail WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM outgoing_mail WHERE created_at < clock_timestamp() - make_interval(days => $1)
    ORDER BY created_at LIMIT 2000
) RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class New:
    """A mail to come."""

    kind: str
    language: str
    recipient: str
    parameters: Mapping[str, str]
    good_for: timedelta | None


async def insert(session: WriteSession, tenant: TenantId, mail: UUID, new: New) -> None:
    parameters = orjson.dumps(dict(new.parameters)).decode()
    await session.fetchval(_INSERT, tenant, mail, new.kind, new.language, new.recipient, parameters, new.good_for)


async def begin(session: WriteSession, tenant: TenantId, mail: UUID) -> asyncpg.Record | None:
    """Count an attempt; None if the mail no longer waits to be sent."""
    return await session.fetchrow(_BEGIN, tenant, mail)


async def sent(session: WriteSession, tenant: TenantId, mail: UUID) -> None:
    await session.fetchval(_SENT, tenant, mail)


async def failed(session: WriteSession, tenant: TenantId, mail: UUID, error: str) -> None:
    await session.fetchval(_FAILED, tenant, mail, error)


async def forget(session: SystemSession, days: int) -> int:
    return len(await session.fetch(_FORGET, days))
