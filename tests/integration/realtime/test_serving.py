"""`contentforge serve` with sockets: SIGTERM sends them away at once, whichever transport they use."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest

from contentforge_app.embedded import RunningValkey, ports
from support.app import SECRETS
from support.databases import DatabaseUrls
from support.rig_process import Process
from support.sockets import Served, connected

_DRAINED = 8.0  # far below the 25 s for which a poll may be held open


@asynccontextmanager
async def process(urls: DatabaseUrls, valkey: RunningValkey, folder: Path) -> AsyncIterator[tuple[str, Process]]:
    port = ports.free_port()
    environment = {
        **urls.environment(),
        "PATH": os.environ["PATH"],
        "CONTENTFORGE_ENV": "test",
        "CONTENTFORGE_DATA_DIR": str(folder),
        "CONTENTFORGE_PORT": str(port),
        "CONTENTFORGE_REDIS__URL": valkey.url,
        **{f"CONTENTFORGE_SECRETS__{name.upper()}": orjson.dumps(value).decode() for name, value in SECRETS.items()},
    }
    program = [sys.executable, "-m", "contentforge_app", "serve"]
    api = Process("api", program, environment, folder / "api.log")
    try:
        await api.ready(port, "/readyz")
        yield f"http://127.0.0.1:{port}", api
    finally:
        api.end()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_process_told_to_stop_does_not_wait_for_its_sockets(
    api: Served, database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, transport: str
) -> None:
    person = await api.person()

    async with process(database_urls, valkey, tmp_path) as (base, other):
        async with connected(base, token=person.token, transports=(transport,)) as client:
            job = await api.job(person)  # ordered in one process, told of in another
            await client.hears(1)
            assert client.heard[0][1]["id"] == job["id"]
            began = time.monotonic()
            other.terminate()
            await asyncio.wait_for(client.ended.wait(), _DRAINED)
            status = await asyncio.to_thread(other.wait, 20)
            assert status in {0, -signal.SIGTERM}  # the server hands the signal on once it has ended
            assert time.monotonic() - began < _DRAINED
        assert person.token not in other.told()
        assert "Traceback" not in other.told()
