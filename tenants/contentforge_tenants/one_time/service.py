"""Issue and redeem one-time tokens. Whoever does either holds the account's lock, so that they take turns."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.errors import BadRequest
from contentforge_platform.ids import UserId
from contentforge_platform.security import is_opaque_token, make_opaque_token
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import repository

_HOUR_SECONDS: Final = 3600.0


class InvalidOneTimeToken(BadRequest):
    """Unknown, expired, used, replaced, or made for something else: which, is not told."""

    code = "invalid_one_time_token"

    def __init__(self) -> None:
        super().__init__("This link or token is no longer valid. Please ask for a new one.")


@dataclass(frozen=True, slots=True)
class _Terms:
    """`per_hour` bounds what is mailed; without it, tokens are not mailed and do not replace each other."""

    kind: str
    lifetime: timedelta
    per_hour: int | None = 5


class Purpose(Enum):
    """What a token opens. The kind stays readable in front of it, the lifetime is told in the mail that carries it."""

    RESET_PASSWORD = _Terms("reset", timedelta(hours=1))
    VERIFY_EMAIL = _Terms("verify", timedelta(days=3))
    CLAIM_ACCOUNT = _Terms("claim", timedelta(days=7))
    ACCEPT_INVITATION = _Terms("invite", timedelta(days=7))
    CHANGE_EMAIL = _Terms("email", timedelta(days=1))
    SECOND_FACTOR = _Terms("factor", timedelta(minutes=10), per_hour=None)

    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def lifetime(self) -> timedelta:
        return self.value.lifetime


async def issue(session: WriteSession, keyring: Keyring, subject: UUID, purpose: Purpose) -> str | None:
    """A new token, which ends the former ones of the same purpose if it is to be mailed; it is told here only.

    None if five were issued within the last hour: the last of those stays good, and nobody's mailbox is flooded.
    """
    per_hour = purpose.value.per_hour
    if per_hour is not None:
        if await repository.recent(session, subject, purpose.kind, _HOUR_SECONDS) >= per_hour:
            return None
        await repository.end_all(session, subject, purpose.kind)
    token = make_opaque_token(purpose.kind)
    await repository.insert(session, subject, purpose.kind, keyring.one_time_tokens.digest(token), purpose.lifetime)
    return token


async def holder(session: ReadSession, keyring: Keyring, token: str, purpose: Purpose) -> UserId:
    """Whose token it is, without using it.

    Raises:
        InvalidOneTimeToken: 400.
    """
    if not is_opaque_token(token, purpose.kind):
        raise InvalidOneTimeToken
    subject = await repository.holder(session, keyring.one_time_tokens.candidates(token), purpose.kind)
    if subject is None:
        raise InvalidOneTimeToken
    return UserId(subject)


async def redeem(session: WriteSession, keyring: Keyring, token: str, purpose: Purpose) -> None:
    """Use the token up. Of any number of uses at once one succeeds.

    Raises:
        InvalidOneTimeToken: 400.
    """
    if not await repository.redeem(session, keyring.one_time_tokens.candidates(token), purpose.kind):
        raise InvalidOneTimeToken


async def is_open(session: ReadSession, subject: UUID, purpose: Purpose) -> bool:
    """Whether a token of this purpose is on its way to a person and still good."""
    return await repository.is_open(session, subject, purpose.kind)


async def end_all(session: WriteSession, subject: UUID, purpose: Purpose) -> None:
    """End a person's tokens of one purpose: there is nothing left for them to open."""
    await repository.end_all(session, subject, purpose.kind)


async def forget_old(session: SystemSession) -> int:
    """Delete one batch of tokens that expired more than a day ago; how many they were."""
    return await repository.forget(session)
