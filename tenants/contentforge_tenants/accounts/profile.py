"""What a person's account tells of itself."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import UserId
from contentforge_tenants.accounts import repository


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


async def is_gone(session: ReadSession, user: UserId) -> bool:
    """Whether there is no active account of this id any more."""
    row = await repository.profile(session, user)
    return row is None or not row["is_active"]


async def profile(session: ReadSession, user: UserId) -> Account:
    """The account of `user`.

    Raises:
        NotFound: there is none.
    """
    row = await repository.profile(session, user)
    if row is None:
        raise NotFound("User not found.")
    return Account.of(row)
