"""The product behind PgBouncer, configured as the runbook says: it works, on far fewer connections than before."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.pooler import TRANSACTIONS_SINCE, PgBouncer, limits_of_roles, pgbouncer, version
from support.rig import READY, Rig
from support.rig_client import Customer, new_mark
from support.unchecked import not_checked

_ORDERS = 30
_SIZE = 3
_LIMITS = {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "10s", "jit": "off"}
_HELD = """
SELECT count(*)::int FROM pg_stat_activity WHERE usename = ANY(ARRAY['contentforge_app', 'contentforge_system'])
"""
_KEPT = """
SELECT split_part(setting, '=', 1) AS name, split_part(setting, '=', 2) AS value
FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole, unnest(setconfig) AS setting WHERE rolname = $1
"""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with Rig(tmp_path) as rig:
        yield rig


@pytest.mark.timeout(240)
# Debian 12 has an older PgBouncer: there the long form fails, or says that it has not checked.
@pytest.mark.parametrize("mode", ["session", pytest.param("transaction", marks=pytest.mark.long)])
async def test_orders_are_taken_and_done_behind_a_pooler(rig: Rig, mode: str) -> None:
    found = version(pgbouncer())
    if mode == "transaction" and (found is None or found < TRANSACTIONS_SINCE):
        not_checked(f"PgBouncer {found} knows no prepared statements in transaction mode")
    size = 200 if mode == "session" else _SIZE
    with PgBouncer(rig.urls, mode, size=size) as pooler:
        async with rig.superuser() as database:
            for statement in limits_of_roles():
                await database.execute(statement)
            kept = [await database.fetch(_KEPT, f"contentforge_{role}") for role in ("app", "system")]
        assert [{row["name"]: row["value"] for row in rows} for rows in kept] == [_LIMITS, _LIMITS]
        started = [rig.launch(kind, pooler.settings) for kind in ("api", "api", "generation", "events", "scheduler")]
        for process in started:
            await process.ready(rig.port_of(process), READY)
        most = await _work(rig)
        told = [line for process in started for line in process.told().splitlines() if '"level":"error"' in line]
        rig.end_crew()

    assert told == []
    if mode == "transaction":
        assert most <= 2 * _SIZE
    print(f"{mode}: {_ORDERS} orders done by five processes on {most} connections of the server")  # noqa: T201 - the record


async def _work(rig: Rig) -> int:
    """Order, read, and wait for everything; the most connections of the server that were held at once."""
    most = 0
    async with rig.desk() as desk, rig.superuser() as database:
        customers = await asyncio.gather(*(desk.customer() for _ in range(3)))

        async def one(customer: Customer) -> None:
            job = await customer.order(new_mark())
            assert (await customer.ended(job))["status"] == "completed"

        orders = asyncio.gather(*(one(customer) for customer in customers for _ in range(_ORDERS // 3)))
        while not orders.done():
            most = max(most, await database.fetchval(_HELD))
            await asyncio.sleep(0.1)
        await orders
    return most
