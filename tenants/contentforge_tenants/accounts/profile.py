"""What a person's account tells of itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import UserId
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.email import find_address


@dataclass(frozen=True, slots=True)
class Account:
    """A person, apart from any organization."""

    id: UserId
    email: str
    name: str
    avatar_url: str | None
    is_active: bool
    email_verified_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Account":
        return cls(
            id=UserId(row["id"]),
            email=row["email"],
            name=row["name"],
            avatar_url=row["avatar_url"],
            is_active=row["is_active"],
            email_verified_at=row["email_verified_at"],
            created_at=row["created_at"],
        )


def is_at(account: Account, normalized: str) -> bool:
    """Whether the account has this address, given in its unique form."""
    address = find_address(account.email)
    return address is not None and address.normalized == normalized


async def hold(session: WriteSession, user: UserId) -> None:
    """Hold the account until the end of the transaction.

    Raises:
        NotFound: there is no active one of this id.
    """
    if not await repository.lock(session, user):
        raise NotFound("User not found.")


async def mark_verified(session: WriteSession, user: UserId) -> None:
    """Count the address as the account's own: a token was read in a mail to it."""
    await repository.verify_email(session, user)


async def is_gone(session: ReadSession, user: UserId) -> bool:
    """Whether there is no active account of this id any more."""
    row = await repository.profile(session, user)
    return row is None or not row["is_active"]


async def named(session: ReadSession, users: Collection[UserId]) -> dict[UserId, tuple[str, str]]:
    """Name and address of each of `users`, deactivated ones included."""
    rows = await repository.named(session, users) if users else []
    return {UserId(row["id"]): (row["name"], row["email"]) for row in rows}


async def profile(session: ReadSession, user: UserId) -> Account:
    """The account of `user`.

    Raises:
        NotFound: there is none.
    """
    row = await repository.profile(session, user)
    if row is None:
        raise NotFound("User not found.")
    return Account.of(row)
