"""One rig for all fault tests of a test process, complete and unharmed at the start of each."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from support.oracle import Oracle
from support.oracle_leftovers import orphans, stray_connections, stray_files
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark


@pytest.fixture(scope="session")
def whole_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    packages = os.environ.get("FAULT_PACKAGES")
    with Rig(tmp_path_factory.mktemp("rig"), packages=Path(packages) if packages else None) as rig:
        yield rig
        rig.end_crew()
        left = [*orphans(rig), *asyncio.run(stray_connections(rig)), *stray_files(rig)]
        assert not left, "Left when all had stopped:\n- " + "\n- ".join(left)


@pytest.fixture(scope="session")
def lasting_oracle(whole_rig: Rig) -> Oracle:
    return Oracle(whole_rig)


@pytest.fixture
def rig(whole_rig: Rig) -> Rig:
    whole_rig.model.reset()
    whole_rig.shop.reset()
    whole_rig.complete()
    return whole_rig


@pytest.fixture
async def desk(rig: Rig) -> AsyncIterator[Desk]:
    async with rig.desk() as desk:
        yield desk


@pytest.fixture
async def customer(desk: Desk) -> Customer:
    return await desk.customer()


@pytest.fixture
async def oracle(lasting_oracle: Oracle, desk: Desk) -> Oracle:
    """The oracle, which from now on also watches over somebody who has nothing to do with the test."""
    bystander = await desk.customer()
    job = await bystander.order(new_mark())
    assert (await bystander.ended(job))["status"] == "completed"
    bystander.seal()
    await lasting_oracle.watch_over(bystander.tenant)
    return lasting_oracle
