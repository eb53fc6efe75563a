"""Ask for an archive, see how far it is, and delete it after a week."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform import work
from contentforge_platform.database import ReadSession, UnitOfWork, WriteSession
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_platform.storage import Storage
from contentforge_platform.work import Kind, NewItem
from contentforge_tenants import audit
from contentforge_tenants.audit import Actor
from contentforge_tenants.exports import repository

EXPORT: Final = Kind("export", queue="events", per_organization=1)


class ExportRunning(Conflict):
    """One archive of an organization is made at a time."""

    code = "export_running"

    def __init__(self) -> None:
        super().__init__("An export is being made. Please wait until it is done.")


class State(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Export:
    """How an archive stands; it has an object for as long as it is DONE."""

    id: UUID
    user_id: UserId
    state: State
    collections_done: int
    collections_total: int
    rows_done: int
    object_key: str | None
    size_bytes: int | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Export":
        values = {name: row[name] for name in cls.__dataclass_fields__}
        return cls(**{**values, "state": State(row["state"])})


async def begin(session: WriteSession, tenant: TenantId, actor: Actor, user: UserId, *, collections: int) -> Export:
    """Have an archive of the organization in sight made, of so many collections.

    Raises:
        ExportRunning: 409.
    """
    row = await repository.insert(session, tenant, new_id(), user, collections)
    if row is None:
        raise ExportRunning
    made = Export.of(row)
    await audit.record(session, tenant, actor, audit.Action.CREATE, audit.EXPORT, made.id)
    await work.enqueue(session, tenant, EXPORT, [NewItem(made.id)])
    return made


async def listing(session: ReadSession, tenant: TenantId) -> list[Export]:
    """The last hundred, newest first."""
    return [Export.of(row) for row in await repository.listing(session, tenant)]


async def find(session: ReadSession, tenant: TenantId, export: UUID) -> Export:
    """One of them.

    Raises:
        NotFound: there is none of this id.
    """
    row = await repository.find(session, tenant, export)
    if row is None:
        raise NotFound("Export not found.")
    return Export.of(row)


async def expire_due(uow: UnitOfWork, storage: Storage) -> int:
    """Delete one batch of archives whose week is over; how many they were. Objects go first, then their names."""
    async with uow.system() as session:
        due = await repository.expired(session)
    await storage.delete([row["object_key"] for row in due])
    async with uow.system() as session:
        for row in due:
            await repository.expire(session, TenantId(row["organization_id"]), row["id"])
    return len(due)
