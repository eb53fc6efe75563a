"""A suspended organization's site is shut to readers too, also where copies of it are kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom
from support.operators import Operating


@pytest.fixture
async def other_process(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def test_readers_are_shut_out_at_once_in_every_process(api: Api, operator: Operating, other_process: Api) -> None:
    newsroom = await Newsroom.opened(api)
    post = await newsroom.editor.post({"locale": "vi", "title": "Một"})
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})
    for process in (api, other_process, api, other_process):
        assert (await process.client.get(f"{newsroom.mount}/posts")).status_code == 200

    await operator.do("POST", f"organizations/{newsroom.tenant}/suspend", reason="A chargeback")

    assert (await newsroom.read("/posts")).status_code == 404
    await asyncio.sleep(0.3)
    assert (await other_process.client.get(f"{newsroom.mount}/posts")).status_code == 404
    await operator.do("POST", f"organizations/{newsroom.tenant}/resume", reason="It was paid")
    assert (await newsroom.read("/posts")).status_code == 200
