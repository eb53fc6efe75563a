"""Scheduled posts: each is published once, on time by the database's clock, whatever other clocks say or who dies."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from contentforge_blog.posts import repository
from contentforge_blog.posts.status import Status, Wish
from support.oracle import Oracle
from support.posts import Desk
from support.rig import Rig
from support.rig_moves import eventually, let_leases_run_out

LATE = 5.0
_CLOCK = """
import datetime, time
import contentforge_platform.clock as clock

shift, now, now_ns = {seconds}, time.time, time.time_ns
time.time = lambda: now() + shift
time.time_ns = lambda: now_ns() + shift * 1_000_000_000
clock.utcnow = lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=shift)
open(__file__ + ".read", "w").close()
"""
_PUBLISHED = """
SELECT event.entity_id AS post, extract(epoch FROM event.created_at - post.publish_at)::float8 AS late
FROM audit_event AS event JOIN blog_post AS post
    ON post.organization_id = event.organization_id AND post.id = event.entity_id
WHERE event.organization_id = $1 AND event.action = 'PUBLISH' AND event.user_id IS NULL
"""


def shifted(folder: Path, seconds: int) -> dict[str, str]:
    """Settings of a process whose clock is off by so much."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_CLOCK.format(seconds=seconds), encoding="ascii")
    packages = [str(folder), *filter(None, [os.environ.get("FAULT_PACKAGES")])]
    return {"PYTHONPATH": os.pathsep.join(packages)}


async def schedule(desk: Desk, seconds: float) -> UUID:
    """A post that is published in so many seconds, by the database's clock."""
    async with desk.uow.read(desk.tenant) as session:
        moment = await repository.now(session) + timedelta(seconds=seconds)
    return (await desk.write(wish=Wish(status=Status.SCHEDULED, publish_at=moment, dated=True))).id


@pytest.mark.parametrize("figure", [1, pytest.param(10, marks=pytest.mark.long)])
async def test_each_post_is_published_once_and_on_time_whatever_clocks_say_and_whoever_dies(
    rig: Rig, oracle: Oracle, tmp_path: Path, figure: int
) -> None:
    for number, seconds in enumerate((3600, -3600)):
        rig.start("scheduler", "events", settings=shifted(tmp_path / str(number), seconds))
        assert (tmp_path / str(number) / "sitecustomize.py.read").exists()
    late: list[float] = []
    async with rig.uow() as uow:
        for _ in range(figure):
            desk = await Desk.opened(uow)
            posts = [await schedule(desk, 3 + number / 4) for number in range(16)]
            moved = [await schedule(desk, 4) for _ in range(4)]
            await desk.change(moved[0], wish=Wish(status=Status.DRAFT))
            for kind in ("scheduler", "events"):
                victim = rig.running(kind)[0]
                victim.kill9()
                await let_leases_run_out(rig, victim)
                await rig.restart(victim)

            async def all_published(tenant: UUID = desk.tenant, many: int = len([*posts, *moved]) - 1) -> bool:
                return len(await rig.rows(_PUBLISHED, tenant)) >= many

            await eventually(all_published, "all scheduled posts are published")
            await asyncio.sleep(1)  # for whoever would publish a second time
            rows = await rig.rows(_PUBLISHED, desk.tenant)
            assert sorted(row["post"] for row in rows) == sorted([*posts, *moved[1:]])
            assert (await desk.read(moved[0])).status is Status.DRAFT
            late += [row["late"] for row in rows]
    await oracle.ask()
    assert min(late) >= 0
    assert max(late) <= LATE
    print(f"{len(late)} scheduled posts: {min(late):.2f} to {max(late):.2f} s after their time")  # noqa: T201 - figures to report
