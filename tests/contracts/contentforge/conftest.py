"""The API under test, one for each test; with a mail server where a test reads mails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.inbox import BASE
from support.mail_server import MailServer, mail_server


@pytest.fixture
async def api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture
async def mailing_api(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, server: MailServer
) -> AsyncIterator[Api]:
    """An API whose mails go to `server`; its database is its own, since it sends every mail that is due."""
    settings = settings_for(own_database_urls, valkey, tmp_path, mail=server.settings(), public_url=BASE)
    async with running(settings) as started:
        yield started
