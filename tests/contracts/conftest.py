"""What the contracts of cgms, writer and generator need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls


@pytest.fixture
async def held_api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    """As it is installed: 60 seconds pass before a model is asked."""
    async with running(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started
