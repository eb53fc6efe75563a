"""A transaction that begins when it must: one that is a single statement needs no BEGIN and no COMMIT of its own."""

from typing import Final
from uuid import UUID

from contentforge_platform.database.pools import Driver, roll_back
from contentforge_platform.ids import TenantId

_NOT_BEGUN: Final = 0
_BEGUN: Final = 1
_ENDED: Final = 2
_IS_OVER: Final = "This transaction was a single statement, which is committed."


class Transaction:
    """What a connection does between its coming from the pool and its return.

    `sight` is the tenant whose rows come into sight with the BEGIN.
    """

    def __init__(self, connection: Driver, sight: TenantId | None = None) -> None:
        self._connection = connection
        self._state = _NOT_BEGUN
        self.sight = sight

    async def driver(self) -> Driver:
        """The connection, in the transaction.

        Raises:
            RuntimeError: its only statement has been run and is committed.
        """
        if self._state == _NOT_BEGUN:
            self._state = _BEGUN  # also if this is interrupted: the server may have begun
            await self._connection.execute(f"BEGIN; {in_sight(self.sight)}")
        elif self._state == _ENDED:
            raise RuntimeError(_IS_OVER)
        return self._connection

    def alone(self) -> Driver:
        """The connection as it is: what is run while nothing has begun is a transaction of its own.

        Raises:
            RuntimeError: as `driver`.
        """
        if self._state == _ENDED:
            raise RuntimeError(_IS_OVER)
        return self._connection

    def end(self) -> None:
        """Take note that, if nothing has begun, what was run alone was everything."""
        if self._state == _NOT_BEGUN:
            self._state = _ENDED

    async def commit(self) -> None:
        """Commit what has begun."""
        if self._state == _BEGUN:
            await self._connection.execute("COMMIT")

    async def roll_back(self) -> None:
        """Leave nothing behind of what has begun."""
        if self._state == _BEGUN:
            await roll_back(self._connection)


def in_sight(tenant: TenantId | None) -> str:
    """The statement that brings a tenant's rows into sight until the end of the transaction; none without a tenant."""
    return "" if tenant is None else f"SELECT set_config('app.tenant', '{UUID(str(tenant))}', true)"
