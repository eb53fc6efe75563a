"""The media library under test: files sent to it, its workers, what it serves, and what is left in the storage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from contentforge_app.handlers import handlers
from support.files import picture
from support.newsroom import Newsroom, Staffer

PATH = "/admin/media/upload"


async def send(
    by: Staffer, body: bytes, name: str = "photo.jpg", headers: dict[str, str] | None = None, **form: str
) -> httpx.Response:
    return await by("POST", PATH, files={"file": (name, body)}, data=form, headers=headers or {})


async def uploaded(by: Staffer, body: bytes | None = None, name: str = "photo.jpg", **form: Any) -> dict[str, Any]:
    answer = await send(by, picture() if body is None else body, name, **form)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def work(newsroom: Newsroom) -> None:
    """Run what the workers of media have to do."""
    async with handlers(newsroom.api.runtime, "media") as found:
        newsroom.api.workshop.more = found
        await newsroom.api.workshop.run("media")


@asynccontextmanager
async def a_worker(newsroom: Newsroom) -> AsyncIterator[None]:
    """A worker beside the test, for requests that wait for it."""

    async def go_on() -> None:
        while True:
            await work(newsroom)
            await asyncio.sleep(0.05)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def fetch(newsroom: Newsroom, url: str, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await newsroom.api.client.request(method, urlsplit(url).path, headers=named)


def objects(newsroom: Newsroom) -> list[Path]:
    folder = newsroom.api.runtime.settings.data_dir / "storage"
    return [path for path in folder.rglob("*") if path.is_file()]


async def rows(newsroom: Newsroom) -> int:
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        return int(await session.fetchval("SELECT count(*) FROM blog_media"))
