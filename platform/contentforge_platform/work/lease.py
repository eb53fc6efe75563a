"""End an item, or put it off, if its lease is still this worker's. Each is the last statement of its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.work import repository
from contentforge_platform.work.enqueue import Wake
from contentforge_platform.work.kinds import Claim, LeaseLost

_LEASE_LOST: Final = "CF001"


@contextmanager
def lease_checked() -> Iterator[None]:
    """Around a statement that calls `hold_lease` or `finish_item`, functions of the database.

    Raises:
        LeaseLost: as `finish`.
    """
    try:
        yield
    except asyncpg.PostgresError as error:
        if error.sqlstate == _LEASE_LOST:
            raise LeaseLost from None
        raise


async def finish(session: WriteSession, claim: Claim, *, told: LiveEvent | None = None) -> None:
    """Mark the item done and pass its slot on; record the event that tells of it.

    Raises:
        LeaseLost: the item is somebody else's or cancelled; the transaction must not commit.
    """
    await _end(session, claim, "done", None, told)


async def fail(session: WriteSession, claim: Claim, reason: str) -> None:
    """Mark the item failed for good and pass its slot on.

    Raises:
        LeaseLost: as `finish`.
    """
    await _end(session, claim, "failed", reason)


async def retry(session: WriteSession, claim: Claim, *, delay: float, reason: str) -> None:
    """Put the item off for `delay` seconds; its slot is free meanwhile.

    Raises:
        LeaseLost: as `finish`.
    """
    row = await repository.retry(session, claim, delay, reason)
    if row is None or not row["freed"]:
        raise LeaseLost
    if row["promoted"]:
        session.after_commit(Wake(row["promoted"]))


async def assert_held(session: WriteSession, claim: Claim, *, told: LiveEvent | None = None) -> None:
    """Make a transaction in the middle of the work fail unless the item is still this worker's; record an event.

    Raises:
        LeaseLost: as `finish`.
    """
    if not await repository.is_held(session, claim, told):
        raise LeaseLost


async def _end(
    session: WriteSession, claim: Claim, state: str, error: str | None, told: LiveEvent | None = None
) -> None:
    row = await repository.finish(session, claim, state, error, told)
    if row is None or not row["freed"]:
        raise LeaseLost
    if row["promoted"]:
        session.after_commit(Wake(row["promoted"]))
