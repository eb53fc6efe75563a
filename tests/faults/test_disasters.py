"""The disaster drill: a backup while everything goes on, all of it destroyed, restored, and held to its promises."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from contentforge_app.embedded import ports
from support.backups import schema
from support.databases import DatabaseUrls
from support.oracle import Oracle
from support.rig import CREW, Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_disaster import Site, destroy, held_order, typed
from support.rig_moves import asked, eventually, more, ordering
from support.rig_till import RigTill, rig_till, settings

_ENTERED = "SELECT id FROM generation_job WHERE id = ANY ($1::uuid[])"
_STATES = "SELECT id, status FROM generation_job WHERE id = ANY ($1::uuid[])"
_PLAN = "SELECT plan FROM organization WHERE id = $1"
_EARLY = "SELECT count(*) FROM generation_job WHERE started_at < run_at"


@pytest.fixture
def port() -> int:
    return ports.free_port()


@pytest.fixture
def serving_rig(tmp_path: Path, port: int) -> Iterator[Rig]:
    packages = os.environ.get("FAULT_PACKAGES")
    wanted = settings(port, CONTENTFORGE_BILLING__RECONCILE_SECONDS="1", CONTENTFORGE_GENERATION__HOLD_SECONDS="20")
    with Rig(tmp_path, packages=Path(packages) if packages else None, settings=wanted) as rig:
        yield rig


@pytest.fixture
async def till(serving_rig: Rig, own_database_urls: DatabaseUrls, port: int) -> AsyncIterator[RigTill]:
    """Stripe, which no disaster of ours touches: its books are in a database elsewhere.

    The crew starts behind it: the scheduler asks it from its first second on.
    """
    async with rig_till(serving_rig, port, own_database_urls) as opened:
        serving_rig.start(*CREW)
        yield opened
        serving_rig.end_crew()


async def plan_is(rig: Rig, customer: Customer, plan: str) -> None:
    async def so() -> bool:
        return await rig.value(_PLAN, customer.tenant) == plan

    await eventually(so, f"the plan is {plan}")


async def buyer(desk: Desk, till: RigTill, rig: Rig) -> tuple[Customer, str]:
    """A customer on a plan that they pay for, which Stripe has told us of."""
    customer = await desk.customer()
    subscription = await till.buy(customer, "enterprise")
    await plan_is(rig, customer, "enterprise")
    return customer, subscription


async def backed_up(rig: Rig, folder: Path) -> tuple[Path, str]:
    status, told, said = await typed(rig, "backup", str(folder))
    assert status == 0, said
    return Path(told.strip()), told + said


async def restored(rig: Rig, backup: Path) -> str:
    status, told, said = await typed(rig, "restore", str(backup))
    assert status == 0, said
    return told + said


async def statuses(rig: Rig, *jobs: UUID) -> set[str]:
    return {row["status"] for row in await rig.rows(_STATES, list(jobs))}


@pytest.mark.timeout(600)
async def test_everything_acknowledged_before_a_backup_is_there_after_all_was_lost(
    serving_rig: Rig, till: RigTill, tmp_path: Path
) -> None:
    rig, oracle = serving_rig, Oracle(serving_rig)
    async with rig.desk() as desk, httpx.AsyncClient(timeout=30, trust_env=False) as http:
        # Given people at work: paying, writing, waiting for what is held, for what runs, and done
        site = await Site.published(rig, http)
        text, pictures = await site.read()
        customer, _ = await buyer(desk, till, rig)
        leaver, subscription = await buyer(desk, till, rig)
        done = await customer.order(new_mark(), image_urls=[rig.shop.image("one")])
        assert (await customer.ended(done))["status"] == "completed"
        rig.model.hold()
        held, mark = await held_order(rig, http), new_mark()
        running = await customer.order(mark)
        await asked(rig, [mark], 1)

        # When a backup is taken in the midst of it, more happens, and then everything is lost
        async with ordering(customer, every=0.5, images=[rig.shop.image("one")]) as jobs:
            await more(jobs, 2)
            before = set(rig.journal.accepted)
            backup, told = await backed_up(rig, tmp_path / "backups")
        defined = schema(rig.urls.admin)
        await till.v1.subscriptions.cancel_async(subscription)
        await plan_is(rig, leaver, "free")
        rig.end_crew()
        rig.model.reset()
        await destroy(rig)
        told += await restored(rig, backup)

        # Then the schema and all from before is there; what was under way goes on; what Stripe knows is asked again
        assert schema(rig.urls.admin) == defined
        entered = {row["id"] for row in await rig.rows(_ENTERED, list(rig.journal.accepted))}
        assert before <= entered
        assert await statuses(rig, held, running) == {"pending", "processing"}
        assert await rig.value(_PLAN, leaver.tenant) == "enterprise"
        rig.journal.accepted = {job: at for job, at in rig.journal.accepted.items() if job in entered}
        rig.start(*CREW)
        verdict = await oracle.ask()
        assert await statuses(rig, held, running, done) == {"completed"}
        assert await rig.value(_EARLY) == 0
        assert await site.read() == (text, pictures)
        await plan_is(rig, leaver, "free")
        await plan_is(rig, customer, "enterprise")
    assert [secret for secret in rig.journal.secrets if secret in told] == []
    print(f"{len(before)} before the backup, {len(entered)} in it: {verdict}")  # noqa: T201 - the record of a run
