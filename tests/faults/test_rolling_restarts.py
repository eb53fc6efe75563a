"""Promise 24: deploys lose nothing. The chart's own processes behind nginx, replaced under load, with sockets open.

Needs nginx; see `support.debian` for where it comes from.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from contentforge_app.embedded import EmbeddedPostgres, EmbeddedValkey
from support.chart import render
from support.crowd import Crowd
from support.rendered import Engines
from support.rolling import Cluster

_SOCKETS: Final = 10
_PASSWORD: Final = "correct horse battery"
_API: Final = "/api/v1"


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    settings = {
        "CONTENTFORGE_RATE_LIMIT__ENABLED": False,
        "CONTENTFORGE_OBSERVABILITY__ACCESS_LOG": False,
        "CONTENTFORGE_GENERATION__HOLD_SECONDS": 0,
        "CONTENTFORGE_AUTH__ACCESS_MINUTES": 60,  # the long form takes longer than the usual token lives
    }
    rendering = render({"settings": settings, "billing": {"defaultPlan": "enterprise"}})
    server = EmbeddedPostgres(tmp_path, fast=True)
    with server as postgres, EmbeddedValkey(tmp_path, fast=True) as valkey:
        engines = Engines(postgres, valkey)
        engines.set_up(rendering)
        made = Cluster(rendering, engines, tmp_path)
        try:
            made.migrate()
            await made.up(api=2, worker_generation=2, scheduler=1)
            yield made
        finally:
            made.end()
    server.destroy()


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=[pytest.mark.long, pytest.mark.timeout(5400)])])
async def test_replacing_every_process_fails_no_request_and_loses_no_job(cluster: Cluster, times: int) -> None:
    base = f"http://127.0.0.1:{cluster.port}"
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30) as client:
        person = {"email": "deploy@example.org", "password": f"{_PASSWORD} 7341", "name": "Deploy"}
        registered = await client.post(f"{_API}/auth/register", json=person)
        assert registered.status_code == 201, registered.text
        crowd = Crowd(client, registered.json()["access_token"])
        stop = asyncio.Event()
        held = [asyncio.create_task(crowd.hold_socket(base, stop)) for _ in range(_SOCKETS)]
        asking = asyncio.create_task(crowd.ask_on(stop))
        try:
            for _ in range(times):
                await cluster.replace("api")
                await cluster.replace("worker-generation")
        finally:
            stop.set()
            await asyncio.gather(asking, *held)
        unfinished = await crowd.unfinished(30)

    print(  # noqa: T201 - figures to report
        f"{times} times: {dict(crowd.answers)}, slowest {max(crowd.seconds):.2f} s, {len(crowd.jobs)} jobs, "
        f"{crowd.opened} sockets opened, {crowd.refused} refused meanwhile, {crowd.connected} at the end"
    )
    assert set(crowd.answers) == {"GET 200", "POST 201"}
    assert len(cluster.statuses) == 4 * times
    assert unfinished == []
    assert crowd.connected == _SOCKETS
    assert crowd.opened >= 2 * _SOCKETS  # every process has been replaced, so each socket has come back
