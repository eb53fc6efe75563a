"""Show the audit log to those who may read it, and forget what is old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from contentforge_platform.database import ReadSession, SystemSession
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.audit import repository


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    id: UUID
    user_id: UserId | None
    action: str
    entity: str
    entity_id: UUID | None
    old_value: Mapping[str, object] | None
    new_value: Mapping[str, object] | None
    ip: str | None
    user_agent: str | None
    created_at: datetime


async def listing(
    session: ReadSession,
    tenant: TenantId,
    *,
    limit: int,
    offset: int,
    user: UserId | None = None,
    entity: str | None = None,
) -> tuple[list[Entry], int]:
    """One page, newest first, and how many lines there are in all."""
    rows = await repository.page(session, tenant, limit, offset, user, entity)
    return [_entry(row) for row in rows], await repository.count(session, tenant, user, entity)


async def forget_old(session: SystemSession, *, days: int) -> int:
    """Delete one batch of lines older than `days`; how many they were."""
    return await repository.forget(session, days)


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        id=row["id"],
        user_id=None if row["user_id"] is None else UserId(row["user_id"]),
        action=row["action"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        old_value=_values(row["old_value"]),
        new_value=_values(row["new_value"]),
        ip=row["ip"],
        user_agent=row["user_agent"],
        created_at=row["created_at"],
    )


def _values(text: str | None) -> Mapping[str, object] | None:
    if text is None:
        return None
    values: dict[str, object] = orjson.loads(text)
    return values
