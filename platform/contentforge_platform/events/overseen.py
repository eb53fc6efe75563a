"""Live events as operators see them, and publishing one once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from contentforge_platform.database.keyset import Position, Stretch, older
from contentforge_platform.database.sessions import SystemSession, WriteSession
from contentforge_platform.errors import NotFound
from contentforge_platform.events.record import LiveEvent
from contentforge_platform.ids import TenantId, UserId

_COLUMNS: Final = """
organization_id, id, user_id, object_kind, object_id, sequence, state, created_at, published_at
"""

# Each is served by an index of its own; both are partial, so that an event's row is indexed by time once.
_WAITING: Final = f"""
SELECT {_COLUMNS}, created_at AS moment FROM live_event
WHERE published_at IS NULL AND {older("created_at", "id", 2)} AND ($1::uuid IS NULL OR organization_id = $1)
ORDER BY created_at DESC, id DESC LIMIT $4
"""
_PUBLISHED: Final = f"""
SELECT {_COLUMNS}, published_at AS moment FROM live_event
WHERE published_at IS NOT NULL AND {older("published_at", "id", 2)} AND ($1::uuid IS NULL OR organization_id = $1)
ORDER BY published_at DESC, id DESC LIMIT $4
"""

_FIND: Final = """
SELECT id, user_id, object_kind, object_id, sequence, state, data::text AS data FROM live_event
WHERE organization_id = $1 AND id = $2
"""


@dataclass(frozen=True, slots=True)
class OverseenEvent:
    """An event, without what it tells. `moment` is what the list is sorted by."""

    organization_id: TenantId
    id: UUID
    user_id: UserId | None
    object_kind: str
    object_id: UUID
    sequence: int
    state: str
    created_at: datetime
    published_at: datetime | None
    moment: datetime

    @property
    def place(self) -> Position:
        return Position(self.moment, self.id)


async def listing(
    session: SystemSession, stretch: Stretch, *, published: bool, organization: TenantId | None = None
) -> list[OverseenEvent]:
    """A stretch of what is on the bus, or of what is not yet, the latest first, and one event beyond it."""
    rows = await session.fetch(_PUBLISHED if published else _WAITING, organization, *stretch.parameters)
    return [OverseenEvent(**{name: row[name] for name in OverseenEvent.__dataclass_fields__}) for row in rows]


async def replay(session: WriteSession, tenant: TenantId, event: UUID) -> LiveEvent:
    """Publish an event of the tenant in sight again after the commit; who has heard it already drops it.

    Raises:
        NotFound: there is none of this id; published ones are forgotten after a day.
    """
    row = await session.fetchrow(_FIND, tenant, event)
    if row is None:
        raise NotFound("Event not found.")
    told = LiveEvent(
        tenant=tenant,
        user=row["user_id"],
        object_kind=row["object_kind"],
        object_id=row["object_id"],
        sequence=row["sequence"],
        state=row["state"],
        data=orjson.loads(row["data"]),
        id=row["id"],
        at=None,
    )
    session.after_commit(told)
    return told
