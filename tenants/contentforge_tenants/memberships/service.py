"""Who belongs to an organization, and what ends with a membership."""

from dataclasses import dataclass
from datetime import datetime

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
    """A person as this organization shows them. `is_active` also falls when the account does."""

    user_id: UserId
    email: str
    name: str
    avatar_url: str | None
    role: Role
    is_active: bool
    created_at: datetime


async def add(
    session: WriteSession, tenant: TenantId, user: UserId, role: Role, *, name: str, avatar_url: str | None = None
) -> None:
    """Make `user` a member of the organization in sight."""
    await repository.insert(session, tenant, user, role.value, name, avatar_url)


async def members(session: ReadSession, tenant: TenantId, *, limit: int, offset: int) -> tuple[list[Member], int]:
    """One page of members, ended memberships included, oldest first, and how many there are in all."""
    rows = await repository.members(session, tenant, limit, offset)
    page = [
        Member(
            user_id=UserId(row["user_id"]),
            email=row["email"],
            name=row["name"],
            avatar_url=row["avatar_url"],
            role=Role(row["role"]),
            is_active=row["is_active"],
            created_at=row["created_at"],
        )
        for row in rows
    ]
    return page, await repository.count(session, tenant)


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
