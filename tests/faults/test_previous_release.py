"""Promises 24 and 25: the release before this one serves on while the schema goes on, and works beside this one."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from contentforge_app.embedded import ports
from contentforge_app.migrations import head, superseded
from support.crowd import Crowd
from support.database_traffic import quantile, watching_locks
from support.previous_release import Release, unpacked
from support.rig import Rig
from support.rig_process import Process
from support.rig_till import RigTill, rig_till, settings
from support.smoke import pay, smoke

_MOST: Final = 1.0
_SLOW_BY_ITSELF: Final = 0.25
"""Where an answer without database takes longer, times tell of the machine, and waits for locks of migrations."""
_WORKERS: Final = ("generation", "media", "events")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return unpacked(tmp_path_factory.mktemp("release"))


@pytest.fixture
def port() -> int:
    return ports.free_port()


@pytest.fixture
def rig(tmp_path: Path, port: int, before: Release) -> Iterator[Rig]:
    """A rig on which the release before has been installed, by its own migrations, and serves."""
    with Rig(tmp_path, settings=settings(port), migrated=False) as made:
        with made.run_by(before.python):
            _migrate(made)
            made.start("api", *_WORKERS, "scheduler")
        yield made
        made.end_crew()


@pytest.fixture
async def till(rig: Rig, port: int) -> AsyncIterator[RigTill]:
    async with rig_till(rig, port) as opened:
        yield opened


def _migrate(rig: Rig) -> None:
    migration = rig.launch("migration")
    assert migration.wait(60) == 0, migration.told()


def test_the_code_of_the_release_before_is_what_runs(before: Release) -> None:
    """Python takes its packages from there, not from this checkout, where both could be imported."""
    packages = ("platform", "content", "blog", "app", "tenants", "billing", "workers", "admin")
    lines = [f"import contentforge_{name}; print(contentforge_{name}.__file__)" for name in packages]
    found = subprocess.run(  # noqa: S603 - our own lines
        [before.python, "-I", "-c", "\n".join(lines)], env={"PATH": ""}, check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(found) == len(packages)
    assert all(Path(each).is_relative_to(before.tree) for each in found), found


@pytest.mark.timeout(600)
async def test_the_release_before_serves_while_the_schema_goes_on_and_beside_this_one(rig: Rig, till: RigTill) -> None:
    """Migrate under its traffic; its smoke test; then each release's API with the other one's workers."""
    image = rig.shop.image("one")
    (old_api,) = rig.running("api")
    at = await rig.value("SELECT version_num FROM alembic_version")
    assert at in {*superseded(), head()}

    await _migrate_under_traffic(rig, till, old_api)
    assert await rig.value("SELECT version_num FROM alembic_version") == head()
    async with rig.desk(old_api) as desk:
        await smoke(desk, till, image)

    (new_api,) = await asyncio.to_thread(rig.start, "api")
    async with rig.desk(new_api) as desk:
        await smoke(desk, till, image)

    for process in [one for one in rig.crew if one.name in {*_WORKERS, "scheduler"}]:
        process.terminate()
        assert await asyncio.to_thread(process.wait, 30) == 0, process.told()
    await asyncio.to_thread(rig.start, *_WORKERS, "scheduler")
    async with rig.desk(old_api) as desk:
        await smoke(desk, till, image)
    assert rig.journal.unplanned == []


async def _migrate_under_traffic(rig: Rig, till: RigTill, api: Process) -> None:
    async with rig.desk(api) as desk:
        person = await desk.customer()
        await pay(person, till, "enterprise")
    base = f"http://127.0.0.1:{rig.port_of(api)}"
    async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:
        crowd = Crowd(client, person.token, per_second=20)
        stop = asyncio.Event()
        asking = [asyncio.create_task(crowd.ask_on(stop)), asyncio.create_task(crowd.idle_on(stop))]
        await asyncio.sleep(1)
        async with watching_locks(rig.urls) as waits:
            await asyncio.to_thread(_migrate, rig)
        await asyncio.sleep(1)
        stop.set()
        await asyncio.gather(*asking)
        unfinished = await crowd.unfinished(60)
    p99, by_itself = quantile(crowd.seconds, 0.99), quantile(crowd.idle, 0.99)
    print(  # noqa: T201 - figures to report
        f"{dict(crowd.answers)}, p99 {p99:.3f} s (without database {by_itself:.3f} s), longest wait for a lock "
        f"{max(waits):.3f} s, {len(crowd.jobs)} jobs"
    )
    assert set(crowd.answers) == {"GET 200", "POST 201"}
    assert max(waits) < _MOST
    assert p99 < _MOST or by_itself > _SLOW_BY_ITSELF
    assert unfinished == []
