"""Images of jobs: fetched, re-encoded and stored by a worker; each succeeds or fails alone."""

import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import web
from pydantic import SecretStr

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.author import Author
from contentforge_content.images.discard import DiscardHandler
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.delete_image import delete_image
from contentforge_content.jobs.end import cancel_job, delete_job
from contentforge_content.jobs.order import JobOrder
from contentforge_content.jobs.run_image import ImageHandler
from contentforge_content.vocabulary import ContentType, SourceType
from contentforge_platform.database import UnitOfWork
from contentforge_platform.egress import Egress, EgressSettings
from contentforge_platform.imaging import ImagePool
from contentforge_platform.observability import Metrics
from contentforge_platform.storage import StorageSettings, UrlSigner, open_storage
from contentforge_platform.work import Handler
from shops.catalogue import PAGES
from support.generation import KETTLE, KINDS, Workshop, author, manual_order, row_of

KETTLE_PHOTO = (PAGES.parent / "tour" / "kettle.jpg").read_bytes()


def png_bomb() -> bytes:
    """A picture of 13,000 x 13,000 pixels that claims to be small: only its header and some compressed nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = (13_000).to_bytes(4)
    header = chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(2_000_000), 9)) + chunk(b"IEND", b"")


SHELF = {
    "kettle.jpg": KETTLE_PHOTO,
    "truncated.jpg": KETTLE_PHOTO[:30_000],
    "bomb.png": png_bomb(),
    "page.png": b"<!doctype html><html><body>not a picture</body></html>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
}
PAGE = (
    '<html lang="en"><head><script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", '
    '"name": "Kettle", "image": ["kettle.jpg", "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"], "offers": '
    '{"@type": "Offer", "price": "1", "priceCurrency": "EUR"}}</script></head><body><h1>Kettle</h1></body></html>'
)


@dataclass
class Studio:
    """A workshop with image workers, and a shelf of pictures on loopback."""

    workshop: Workshop
    uow: UnitOfWork
    address: str
    folder: Path

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"

    async def order(self, by: Author, *names: str, **changes: object) -> UUID:
        urls = [self.url(name) for name in names]
        order: JobOrder = manual_order(ContentType.TITLE, **{"image_urls": urls, **changes})
        async with self.uow.write(by.tenant) as session:
            [made] = await create_jobs(session, by, KINDS, [order])
        return made.id

    async def run_all(self) -> None:
        await self.workshop.run("generation")
        await self.workshop.run("media")

    def stored(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    async def job(self, by: Author, job: UUID) -> dict[str, object]:
        return await row_of(self.uow, by.tenant, "SELECT * FROM generation_job WHERE id = $1", job)

    async def images(self, by: Author) -> list[dict[str, object]]:
        async with self.uow.read(by.tenant) as session:
            return [dict(row) for row in await session.fetch("SELECT * FROM image ORDER BY position")]

    async def used(self, by: Author, metric: Metric) -> int:
        async with self.uow.read(by.tenant) as session:
            return (await usage.usage_overview(session, by.tenant, by.plan)).of(metric).used


@pytest.fixture
async def studio(own_uow: UnitOfWork, tmp_path: Path) -> AsyncIterator[Studio]:
    async with AsyncExitStack() as stack:
        app = web.Application()
        app.router.add_get("/{name}", _from_the_shelf)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        egress = Egress(EgressSettings(allow=[ip_network("127.0.0.0/8")]))
        stack.push_async_callback(egress.close)
        pool = await stack.enter_async_context(ImagePool())
        signer = UrlSigner([SecretStr("s" * 40)], seconds=60)
        storage = open_storage(StorageSettings(folder=tmp_path / "storage"), data_dir=tmp_path, signer=signer)
        handlers: dict[str, Handler] = {
            "image": ImageHandler(own_uow, egress, pool, storage, KINDS, Metrics(process=False)),
            "discard": DiscardHandler(own_uow, storage),
        }
        workshop = Workshop(own_uow, egress=egress, more=handlers)
        yield Studio(workshop, own_uow, f"http://127.0.0.1:{runner.addresses[0][1]}", tmp_path / "storage")


async def _from_the_shelf(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name == "kettle.html":
        return web.Response(text=PAGE, content_type="text/html")
    if name not in SHELF:
        raise web.HTTPNotFound
    return web.Response(body=SHELF[name], content_type="image/jpeg")


async def test_an_image_becomes_webp_with_its_measures_and_variants(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.run_all()
    [image] = await studio.images(by)
    assert (image["status"], image["format"], image["width"], image["height"]) == ("completed", "webp", 1800, 1350)
    assert len(studio.stored()) == 4
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in studio.stored())
    assert (await studio.job(by, job))["status"] == "completed"
    assert await studio.used(by, Metric.IMAGES) == 1


@pytest.mark.parametrize("name", ["truncated.jpg", "bomb.png", "page.png", "drawing.svg", "nowhere.jpg"])
async def test_a_bad_image_fails_alone_with_a_reason_and_costs_nothing(studio: Studio, name: str) -> None:
    by = author()
    job = await studio.order(by, name, "kettle.jpg")
    await studio.run_all()
    bad, good = await studio.images(by)
    assert (bad["status"], good["status"]) == ("failed", "completed")
    assert bad["error_message"]
    done = await studio.job(by, job)
    assert (done["status"], done["images_done"]) == ("completed", 1)
    assert await studio.used(by, Metric.IMAGES) == 1


async def test_the_job_ends_with_its_last_image_only(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.workshop.run("generation")
    assert (await studio.job(by, job))["status"] == "processing"
    await studio.workshop.run("media")
    assert (await studio.job(by, job))["status"] == "completed"


async def test_cancelling_after_the_texts_calls_off_the_images_only(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.workshop.run("generation")
    async with studio.uow.write(by.tenant) as session:
        await cancel_job(session, by.tenant, job)
    assert (await studio.job(by, job))["status"] == "completed"
    assert await studio.workshop.run("media") == 0
    assert (await studio.used(by, Metric.GENERATIONS), await studio.used(by, Metric.IMAGES)) == (1, 0)


async def test_a_page_gives_its_images_as_far_as_the_quota_reaches(studio: Studio) -> None:
    by = author("free")
    await studio.order(by, "kettle.jpg", "nowhere.jpg", content_types=[ContentType.TITLE])
    changes = {
        "source_type": SourceType.URL,
        "source_url": studio.url("kettle.html"),
        "source_data": {},
        "page_images": True,
    }
    await studio.order(by, **changes)
    await studio.workshop.run("generation")
    assert len(await studio.images(by)) == 5
    assert await studio.used(by, Metric.IMAGES) == 5


async def test_deleting_an_image_removes_its_objects_and_spares_the_job(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.run_all()
    [image] = await studio.images(by)
    async with studio.uow.write(by.tenant) as session:
        await delete_image(session, by.tenant, KINDS, UUID(str(image["id"])))
    await studio.workshop.run("media")
    assert studio.stored() == []
    assert (await studio.job(by, job))["status"] == "completed"
    assert await studio.used(by, Metric.IMAGES) == 1


async def test_deleting_the_last_unfinished_image_ends_the_job(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.workshop.run("generation")
    [image] = await studio.images(by)
    async with studio.uow.write(by.tenant) as session:
        await delete_image(session, by.tenant, KINDS, UUID(str(image["id"])))
    assert (await studio.job(by, job))["status"] == "completed"
    assert await studio.used(by, Metric.IMAGES) == 0


async def test_deleting_a_job_removes_all_its_objects(studio: Studio) -> None:
    by = author()
    job = await studio.order(by, "kettle.jpg")
    await studio.run_all()
    async with studio.uow.write(by.tenant) as session:
        await delete_job(session, by.tenant, KINDS, job)
    await studio.workshop.run("media")
    assert studio.stored() == []
    async with studio.uow.read(by.tenant) as session:
        assert await session.fetch("SELECT * FROM discarded_objects") == []


async def test_given_facts_win_over_the_page(studio: Studio) -> None:
    by = author()
    job = await studio.order(
        by,
        source_type=SourceType.URL,
        source_url=studio.url("kettle.html"),
        source_data={"name": KETTLE["name"]},
    )
    await studio.workshop.run("generation")
    title = await row_of(studio.uow, by.tenant, "SELECT text FROM content_item WHERE job_id = $1", job)
    assert title["text"] == KETTLE["name"]
