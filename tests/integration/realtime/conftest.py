"""The API under test with its sockets, on a port of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import settings_for
from support.databases import DatabaseUrls
from support.sockets import Served, served


@pytest.fixture
async def api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started
