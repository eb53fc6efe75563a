"""Show operators what operators did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from contentforge_platform.database import SystemSession
from contentforge_platform.database.keyset import Position, Stretch
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.operators import repository


@dataclass(frozen=True, slots=True)
class Logged:
    """One change, with the operator and the organization as they are named now, if they still are."""

    id: UUID
    operator_id: UserId
    email: str | None
    name: str | None
    action: str
    entity: str
    entity_id: UUID | None
    organization_id: TenantId | None
    slug: str | None
    reason: str | None
    old_value: Mapping[str, object] | None
    new_value: Mapping[str, object] | None
    ip: str | None
    user_agent: str | None
    created_at: datetime

    @property
    def place(self) -> Position:
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which changes to show; conditions combine."""

    operator: UserId | None = None
    organization: TenantId | None = None
    action: str | None = None


async def listing(session: SystemSession, asked: ActionFilter, stretch: Stretch) -> list[Logged]:
    """A stretch of the log, newest first, and one line beyond it."""
    rows = await repository.page(session, (asked.operator, asked.organization, asked.action), stretch)
    return [_logged(row) for row in rows]


def _logged(row: asyncpg.Record) -> Logged:
    values = {name: row[name] for name in Logged.__dataclass_fields__}
    for name in ("old_value", "new_value"):
        values[name] = None if row[name] is None else orjson.loads(row[name])
    return Logged(**values)
