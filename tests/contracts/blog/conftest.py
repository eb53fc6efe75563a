"""The blog under test: one site with its staff for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom


@pytest.fixture
async def api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


@pytest.fixture
async def newsroom(api: Api) -> Newsroom:
    return await Newsroom.opened(api)
