"""The API under test on a database of its own, since operators see all of it; and one of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.operators import Operating, operating


@pytest.fixture
async def api(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


@pytest.fixture
async def operator(api: Api) -> Operating:
    return await operating(api)
