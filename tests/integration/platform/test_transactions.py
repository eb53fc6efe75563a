"""A transaction begins when it must, and one that is a single statement ends with it."""

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, new_id

_ENTER = "SELECT 1 AS done WHERE set_config('app.tenant', $1, true) IS NOT NULL"
_NOTHING = "SELECT 1 WHERE false"


async def test_a_lone_statement_takes_no_other_after_it(uow: UnitOfWork) -> None:
    async with uow.write(None) as session:
        assert await session.complete(_ENTER, "")

        with pytest.raises(RuntimeError, match="is committed"):
            await session.fetchval("SELECT 1")
        with pytest.raises(RuntimeError, match="is committed"):
            await session.complete(_ENTER, "")


async def test_a_statement_without_a_row_leaves_the_transaction_open(uow: UnitOfWork) -> None:
    tenant = TenantId(new_id())

    async with uow.write(tenant) as session:
        assert await session.complete(_NOTHING) == []

        assert await session.fetchval("SELECT current_setting('app.tenant', true)") == str(tenant)


async def test_after_other_statements_it_is_one_of_them(uow: UnitOfWork) -> None:
    async with uow.write(None) as session:
        number = await session.fetchval("SELECT pg_current_xact_id()::text")
        await session.complete(_ENTER, "")

        assert await session.fetchval("SELECT pg_current_xact_id()::text") == number


async def test_nothing_that_a_lone_statement_brought_into_sight_stays(uow: UnitOfWork) -> None:
    async with uow.write(None) as session:
        await session.complete(_ENTER, str(new_id()))

    async with uow.write(None) as session:
        assert await session.fetchval("SELECT current_setting('app.tenant', true)") in {"", None}
