"""Failures of the database that pass by themselves, and going on after them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import asyncpg

Result = TypeVar("Result")

_PAUSE_SECONDS: Final = 0.25
TRANSIENT: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection is used whose server is just saying goodbye
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TooManyConnectionsError,
    asyncpg.OperatorInterventionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,
    TimeoutError,
)
"""After these the same transaction may succeed a moment later: a lost connection, a deadlock, a full pool."""


def is_transient(error: BaseException) -> bool:
    """Whether a failure is one of `TRANSIENT`."""
    return isinstance(error, TRANSIENT)


async def persist(transaction: Callable[[], Awaitable[Result]], *, seconds: float) -> Result:
    """Run a whole transaction, again if need be, until it commits or `seconds` have passed.

    The transaction must hold under repetition: its commit may have arrived although its answer did not.

    Raises:
        Exception: what `transaction` raises, if it does not pass by itself or time is up.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            return await transaction()
        except Exception as error:
            if not is_transient(error) or asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)
