"""Who belongs to an organization, and what ends with a membership."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import api_keys, audit, sessions
from contentforge_tenants.access import Role
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.memberships import repository


class LastOwner(Conflict):
    """An organization keeps at least one active OWNER."""

    code = "last_owner"


@dataclass(frozen=True, slots=True)
class Member:
    """A person as this organization shows them.

    Attributes:
        is_active: also falls when the account does.
        is_invited: they have not consented yet.
    """

    user_id: UserId
    email: str
    name: str
    avatar_url: str | None
    role: Role
    is_active: bool
    is_invited: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Member":
        return cls(
            user_id=UserId(row["user_id"]),
            email=row["email"],
            name=row["name"],
            avatar_url=row["avatar_url"],
            role=Role(row["role"]),
            is_active=row["is_active"],
            is_invited=row["is_invited"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )


async def add(
    session: WriteSession, tenant: TenantId, user: UserId, role: Role, *, name: str, avatar_url: str | None = None
) -> None:
    """Make `user` a member of the organization in sight."""
    await repository.insert(session, tenant, user, role.value, name, avatar_url)


async def join(
    session: WriteSession, tenant: TenantId, user: UserId, role: Role, *, name: str, avatar_url: str | None = None
) -> bool:
    """As `add`, for somebody who comes by themselves; False if they are or were a member."""
    return await repository.join(session, tenant, user, role.value, name, avatar_url)


async def lead(session: WriteSession, tenant: TenantId, user: UserId, *, name: str) -> None:
    """Make `user` an OWNER of the organization in sight, whatever they were there before."""
    await repository.lead(session, tenant, user, name)


async def rename(session: WriteSession, tenant: TenantId, user: UserId, name: str) -> None:
    """Show a member of the organization in sight under another name; the log is the caller's."""
    await repository.rename(session, tenant, user, name)


async def members(
    session: ReadSession, tenant: TenantId, *, limit: int, offset: int, search: str | None = None
) -> tuple[list[Member], int]:
    """One page of members, ended memberships and invited people included, oldest first, and how many there are in all.

    `search` finds what stands in name or address, whatever the case.
    """
    sought = search.strip().lower() or None if search else None
    rows = await repository.members(session, tenant, sought, limit, offset)
    return [Member.of(row) for row in rows], await repository.count(session, tenant, sought)


async def member(session: ReadSession, tenant: TenantId, user: UserId) -> Member:
    """One person of the organization in sight, whatever became of their membership.

    Raises:
        NotFound: there is none of this id.
    """
    row = await repository.member(session, tenant, user)
    if row is None:
        raise NotFound("User not found")
    return Member.of(row)


async def end(session: WriteSession, tenant: TenantId, user: UserId, *, by: UserId, client: Client = UNKNOWN) -> None:
    """End a membership: its API keys are revoked for good, and the sessions that act here by default end.

    Raises:
        NotFound: `user` is no active member.
        LastOwner: 409.
    """
    if await repository.lock_owners(session, tenant) == [user]:
        raise LastOwner("The last owner cannot leave the organization.")
    ended = await repository.end(session, tenant, user)
    if ended is None:
        raise NotFound("Member not found.")
    await api_keys.revoke_of_member(session, tenant, user)
    await sessions.end_in_organization(session, user, tenant)
    was = {"name": ended["name"], "role": ended["role"], "is_active": True}
    await audit.record(
        session,
        tenant,
        audit.Actor(by, client),
        audit.Action.DELETE,
        audit.USER,
        user,
        old=was,
        new={"is_active": False},
    )
