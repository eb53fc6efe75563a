"""Invite people: by a mail to an address, or by a link that somebody hands on. Each brings in one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform import mail
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict, Invalid, NotFound, TooManyRequests
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_tenants import audit, mails, one_time
from contentforge_tenants.access import Role
from contentforge_tenants.accounts import AlreadyMember, parse_address
from contentforge_tenants.invitations import repository
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.memberships import Manager
from contentforge_tenants.one_time import Purpose

MOST_OPEN: Final = 100
_COME_BACK_SECONDS: Final = 1800


class TooManyInvitations(Conflict):
    """As many are open as may be; withdraw some first."""

    code = "too_many_invitations"

    def __init__(self) -> None:
        super().__init__(f"At most {MOST_OPEN} invitations may be open. Withdraw some first.", limit=MOST_OPEN)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation; without an address it is for whoever holds the link."""

    id: UUID
    email: str | None
    role: Role
    invited_by: UserId
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Invitation":
        return cls(
            id=row["id"],
            email=row["email"],
            role=Role(row["role"]),
            invited_by=UserId(row["invited_by"]),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
        )


async def invite(
    session: WriteSession, keyring: Keyring, tenant: TenantId, slug: str, by: Manager, *, email: str | None, role: Role
) -> tuple[Invitation, str]:
    """An invitation to the organization in sight, and its token, which is mailed to the address if there is one.

    It is good for seven days. A later one to the same address replaces the former. Nothing tells whether the address
    has an account.

    Raises:
        Invalid: the address is none, or the role is OWNER.
        AlreadyMember, TooManyInvitations: 409.
        TooManyRequests: so many mails went to one address lately (429).
    """
    if role is Role.OWNER:
        raise Invalid("Nobody is invited as OWNER: ownership is transferred to a member.", loc=("body", "role"))
    address = None if email is None else parse_address(email)
    await repository.lock_organization(session, tenant)
    if address is not None:
        if await repository.is_member(session, tenant, address.normalized):
            raise AlreadyMember
        await repository.replace(session, tenant, address.normalized)
    if await repository.count_open(session, tenant) >= MOST_OPEN:
        raise TooManyInvitations
    lifetime = Purpose.ACCEPT_INVITATION.lifetime
    stored = (None, None) if address is None else (address.given, address.normalized)
    row = await repository.insert(session, tenant, new_id(), stored, role.value, by.user, lifetime)
    if row is None:
        raise RuntimeError("An inserted invitation did not come back.")
    made = Invitation.of(row)
    token = await one_time.issue(session, keyring, made.id, Purpose.ACCEPT_INVITATION)
    if token is None:
        raise TooManyRequests("Several mails are on their way.", retry_after=_COME_BACK_SECONDS)
    if address is not None:
        told = {"token": token, "slug": slug, "role": role.value}
        await mail.send(session, tenant, mails.TEAM_INVITATION, address.given, told, good_for=lifetime)
    await _note(session, tenant, by, audit.Action.CREATE, made)
    return made, token


async def open_invitations(session: ReadSession, tenant: TenantId) -> list[Invitation]:
    """Those that can still be accepted, newest first."""
    return [Invitation.of(row) for row in await repository.open_ones(session, tenant)]


async def withdraw(session: WriteSession, tenant: TenantId, by: Manager, invitation: UUID) -> None:
    """End an open invitation: its link opens nothing any more.

    Raises:
        NotFound: there is none of this id.
    """
    row = await repository.withdraw(session, tenant, invitation)
    if row is None:
        raise NotFound("Invitation not found.")
    await one_time.end_all(session, invitation, Purpose.ACCEPT_INVITATION)
    await _note(session, tenant, by, audit.Action.DELETE, Invitation.of(row))


async def _note(session: WriteSession, tenant: TenantId, by: Manager, action: audit.Action, one: Invitation) -> None:
    values = {"email": one.email, "role": one.role}
    old, new = (None, values) if action is audit.Action.CREATE else (values, None)
    await audit.record(session, tenant, by.actor, action, audit.INVITATION, one.id, old=old, new=new)
