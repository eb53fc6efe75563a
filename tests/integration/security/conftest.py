"""The API under attack, one for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls


@pytest.fixture
async def api(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started
