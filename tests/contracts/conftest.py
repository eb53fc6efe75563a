"""What the contracts of the held APIs need: an installation that holds jobs for a minute, and one that does not."""

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


@pytest.fixture
async def prompt_api(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    """Without the hold, on a database of its own, so that the workshop runs what the test ordered and nothing else."""
    generation = {"inline_wait_seconds": 0, "hold_seconds": 0}
    async with running(settings_for(own_database_urls, valkey, tmp_path, generation=generation)) as started:
        yield started
