"""SQL of plan overrides. Whether one is in force, the database's clock decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_COLUMNS = "organization_id, tier, reason, set_by, in_place_of, ends_at, created_at"

_IN_FORCE = f"""
SELECT {_COLUMNS} FROM plan_override
WHERE organization_id = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())
"""

_OF_MANY = f"""
SELECT {_COLUMNS} FROM plan_override
WHERE organization_id = ANY($1::uuid[]) AND (ends_at IS NULL OR ends_at > clock_timestamp())
"""

# An end that has passed by now would be no override at all.
_SET = """
INSERT INTO plan_override (organization_id, tier, reason, set_by, ends_at, in_place_of)
SELECT $1, $2, $3, $4, $5, organization.plan FROM organization
WHERE organization.id = $1 AND ($5::timestamptz IS NULL OR $5 > clock_timestamp())
ON CONFLICT (organization_id) DO UPDATE SET tier = excluded.tier, reason = excluded.reason, set_by = excluded.set_by,
    ends_at = excluded.ends_at, created_at = clock_timestamp()
RETURNING 1
"""

_REMOVE = "DELETE FROM plan_override WHERE organization_id = $1"

_REMOVE_ENDED = """
DELETE FROM plan_override WHERE organization_id = $1 AND ends_at <= clock_timestamp() RETURNING in_place_of
"""

_ENDED = "SELECT organization_id FROM plan_override WHERE ends_at <= clock_timestamp() ORDER BY ends_at LIMIT $1"


@dataclass(frozen=True, slots=True)
class Override:
    """As the table's own fields."""

    organization_id: TenantId
    tier: str
    reason: str
    set_by: UserId
    in_place_of: str
    ends_at: datetime | None
    created_at: datetime


async def in_force(session: ReadSession, tenant: TenantId) -> Override | None:
    """The override that holds for the organization now."""
    row = await session.fetchrow(_IN_FORCE, tenant)
    return None if row is None else _override(row)


async def of_many(session: SystemSession, tenants: Sequence[TenantId]) -> dict[TenantId, Override]:
    """Those of many organizations that hold now."""
    return {row["organization_id"]: _override(row) for row in await session.fetch(_OF_MANY, tenants)}


async def put(
    session: WriteSession, tenant: TenantId, tier: str, reason: str, by: UserId, ends_at: datetime | None
) -> bool:
    """Set the organization's override in place of a former one; False if its end has passed."""
    return await session.fetchval(_SET, tenant, tier, reason, by, ends_at) is not None


async def remove(session: WriteSession, tenant: TenantId) -> None:
    await session.fetchval(_REMOVE, tenant)


async def remove_ended(session: WriteSession, tenant: TenantId) -> str | None:
    """Remove the organization's override if its end has passed; what it stood in place of."""
    word: str | None = await session.fetchval(_REMOVE_ENDED, tenant)
    return word


async def ended(session: SystemSession, limit: int) -> list[TenantId]:
    """Organizations whose override has ended and is still there."""
    return [TenantId(row["organization_id"]) for row in await session.fetch(_ENDED, limit)]


def _override(row: asyncpg.Record) -> Override:
    return Override(**{name: row[name] for name in Override.__dataclass_fields__})
