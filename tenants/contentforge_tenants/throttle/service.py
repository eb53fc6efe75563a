"""Bound the guessing at one address's password, exactly, across all processes, known address or not.

A try is entered before the hash is computed, so that parallel guesses cannot all be the tenth; a right password clears
the record. Ten tries in flight may all be right (one person's scripts): then the eleventh waits for their outcome
instead of being refused.
"""

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contentforge_platform.database import SystemSession, UnitOfWork, WriteSession
from contentforge_platform.errors import TooManyRequests
from contentforge_tenants.throttle import repository

_PAUSE_SECONDS: Final = 0.1
_LOOKS: Final = 30
"""How often a refused try looks again, at most, while others are in flight."""


class TooManyLogins(TooManyRequests):
    """The password of this address was tried too often lately, whether or not there is such an account."""

    code = "too_many_logins"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries without success within so many seconds."""

    tries: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Try:
    """One admitted try; it ends in `failed`, `take_back` or `clear`."""

    digest: bytes
    entered_at: datetime


async def admit(uow: UnitOfWork, digest: bytes, limit: Limit) -> Try:
    """Enter a try at the password of the address behind `digest`, in a transaction of its own.

    Raises:
        TooManyLogins: the window is full; `retry_after` tells when its oldest try leaves it.
    """
    for _ in range(_LOOKS):
        async with uow.write(None) as session:
            entered_at = await repository.enter(session, digest, limit.tries, limit.seconds)
            refused = None if entered_at else await repository.refusal(session, digest, limit.seconds)
        if entered_at is not None:
            return Try(digest, entered_at)
        if refused is not None and not refused["pending"]:
            break
        await asyncio.sleep(_PAUSE_SECONDS)
    else:
        refused = None
    seconds = limit.seconds if refused is None or refused["seconds"] is None else refused["seconds"]
    raise TooManyLogins("Too many failed logins. Please try again later.", retry_after=math.ceil(seconds))


async def failed(uow: UnitOfWork, attempt: Try) -> None:
    """The password was wrong: the try counts."""
    async with uow.write(None) as session:
        await repository.failed(session, attempt.digest)


async def take_back(uow: UnitOfWork, attempt: Try) -> None:
    """The password was never looked at: the try does not count."""
    async with uow.write(None) as session:
        await repository.take_back(session, attempt.digest, attempt.entered_at)


async def clear(session: WriteSession, attempt: Try) -> None:
    """The password was right: forget all tries, in the transaction that opens the door."""
    await repository.clear(session, attempt.digest)


async def forgive(session: WriteSession, digest: bytes) -> None:
    """Forget all tries at the address behind `digest`: they were about a password that is none any more."""
    await repository.clear(session, digest)


async def forget_old(session: SystemSession, limit: Limit) -> int:
    """Delete one batch of records whose tries have all left the window; how many they were."""
    return await repository.forget(session, limit.seconds)
