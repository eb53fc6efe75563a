"""Show the audit log to those who may read it, and forget what is old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_platform.database import ReadSession, SystemSession
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.audit import repository


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; name and address of the person as they are now."""

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
    user_name: str | None
    user_email: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines to show; conditions combine. `until` is the first moment that is too late."""

    user: UserId | None = None
    entity: str | None = None
    entity_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


_EVERYTHING: Final = AuditFilter()


async def listing(
    session: ReadSession, tenant: TenantId, *, limit: int, offset: int, asked: AuditFilter = _EVERYTHING
) -> tuple[list[Entry], int]:
    """One page, newest first, and how many such lines there are in all."""
    values = (asked.user, asked.entity, asked.entity_id, asked.action, asked.since, asked.until)
    rows = await repository.page(session, tenant, values, limit, offset)
    return [_entry(row) for row in rows], await repository.count(session, tenant, values)


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
        user_name=row["user_name"],
        user_email=row["user_email"],
    )


def _values(text: str | None) -> Mapping[str, object] | None:
    if text is None:
        return None
    values: dict[str, object] = orjson.loads(text)
    return values
