"""Write a live event in the transaction of the change."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id

_INSERT = """
INSERT INTO live_event (organization_id, id, user_id, object_kind, object_id, sequence, state, data)
VALUES ($1, {})
"""
_CASTS = ("uuid", "uuid", "text", "uuid", "integer", "text", "jsonb")


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """A neutral fact: object, its sequence number (1, 2, 3, ... without gaps), its state, and small data.

    The APIs render it in their own words. As an effect it means: publish this.

    Attributes:
        at: when it was recorded, in Unix seconds, to tell how long it took to arrive; None if it does not say.
    """

    tenant: TenantId
    user: UserId | None
    object_kind: str
    object_id: UUID
    sequence: int
    state: str
    data: Mapping[str, object] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)
    at: float | None = field(default_factory=time.time, compare=False)

    def to_json(self) -> bytes:
        """The form in which it travels on the bus."""
        return orjson.dumps(
            {
                "id": str(self.id),
                "organization_id": str(self.tenant),
                "user_id": None if self.user is None else str(self.user),
                "object_kind": self.object_kind,
                "object_id": str(self.object_id),
                "sequence": self.sequence,
                "state": self.state,
                "data": dict(self.data),
                "at": self.at,
            }
        )

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "LiveEvent":
        """Make it again from what `to_json` wrote, parsed."""
        return cls(
            tenant=TenantId(UUID(told["organization_id"])),
            user=None if told["user_id"] is None else UserId(UUID(told["user_id"])),
            object_kind=told["object_kind"],
            object_id=UUID(told["object_id"]),
            sequence=told["sequence"],
            state=told["state"],
            data=told["data"],
            id=UUID(told["id"]),
            at=told.get("at"),  # processes of the version before this one do not say
        )


def insertion(first: int) -> str:
    """The insertion of an event's row as a part of another statement, whose `$1` is the tenant.

    `values(event)` are its parameters, from `$first` on. Most changes end with one more statement of the platform's: to
    send both together saves a round trip.
    """
    return _INSERT.format(", ".join(f"${first + place}::{cast}" for place, cast in enumerate(_CASTS)))


def values(event: LiveEvent) -> tuple[object, ...]:
    """The parameters of `insertion`."""
    data = orjson.dumps(dict(event.data)).decode()
    return (event.id, event.user, event.object_kind, event.object_id, event.sequence, event.state, data)


_RECORD = insertion(2)


async def record(session: WriteSession, event: LiveEvent) -> None:
    """Insert the event's row and note its publication for after the commit."""
    await session.fetchval(_RECORD, event.tenant, *values(event))
    session.after_commit(event)
