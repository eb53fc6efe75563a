"""Promises 1 and 5: PostgreSQL crashes under load; what it has acknowledged is still there and still right."""

import pytest

from support.oracle import DATABASE_ERRORS, Oracle
from support.rig import Rig
from support.rig_client import Desk
from support.rig_moves import more, ordering, rounds


@pytest.mark.parametrize("figure", [2, pytest.param(40, marks=pytest.mark.long)])
async def test_a_crash_of_postgresql_loses_nothing_it_acknowledged(
    rig: Rig, desk: Desk, oracle: Oracle, figure: int
) -> None:
    crashes = figure if figure == 2 else rounds(figure)
    rig.model.turn(latency=0.1)
    customer = await desk.customer()
    async with ordering(customer, images=[rig.shop.image("one")]) as jobs:
        for _ in range(crashes):
            await more(jobs, 8)
            with rig.journal.expecting("503"):
                await rig.crash_postgres()
                await more(jobs, 1)
    verdict = await oracle.ask(planned_errors=DATABASE_ERRORS)
    print(f"{crashes} crashes: {verdict}")  # noqa: T201 - the record of a run
