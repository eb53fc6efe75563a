"""A till of the test's own: inbox, reconciler and Stripe's list of events are seen as a whole."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.databases import DatabaseUrls
from support.till import Till, open_till


@pytest.fixture
async def till(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Till]:
    async with open_till(own_database_urls, valkey, tmp_path) as opened:
        yield opened
