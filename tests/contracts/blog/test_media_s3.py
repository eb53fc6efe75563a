"""The media library on S3: the same addresses, parts and headers as from a folder, and nothing left in the bucket."""

import os
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from contentforge_app.embedded import RunningValkey
from contentforge_platform.work import sweep
from support.app import running, settings_for
from support.databases import DatabaseUrls
from support.files import MP4, SVG, picture
from support.library import fetch, rows, send, uploaded, work
from support.newsroom import Newsroom

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET = "media"
NOBODY = "http://127.0.0.1:9"


class Bucket:
    """A bucket of a real S3 server on loopback, seen past the product."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client: S3Client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        self.client.create_bucket(Bucket=BUCKET)

    def keys(self) -> list[str]:
        return [entry["Key"] for entry in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def unfinished(self) -> int:
        return len(self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))

    def empty(self) -> None:
        for key in self.keys():
            self.client.delete_object(Bucket=BUCKET, Key=key)


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    bucket = Bucket(f"http://{host}:{port}")
    yield bucket
    bucket.client.close()
    server.stop()


@pytest.fixture
def bucket(server: Bucket) -> Bucket:
    server.empty()
    return server


def on_s3(address: str) -> dict[str, Any]:
    keys = {"access_key_id": "test", "secret_access_key": "test"}
    return {"backend": "s3", "bucket": BUCKET, "endpoint_url": address, "timeout_seconds": 5, **keys}


@pytest.fixture
async def newsroom(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, bucket: Bucket
) -> AsyncIterator[Newsroom]:
    settings = settings_for(own_database_urls, valkey, tmp_path, storage=on_s3(bucket.address))
    async with running(settings) as api:
        yield await Newsroom.opened(api)


async def test_a_photo_with_all_its_pictures_comes_from_the_bucket_and_goes_with_it(
    newsroom: Newsroom, bucket: Bucket, tmp_path: Path
) -> None:
    photo = picture(size=(800, 400))
    told = await uploaded(newsroom.author, photo)
    early = await fetch(newsroom, told["variants"]["sm"])
    await work(newsroom)

    assert (early.content, early.headers["Cache-Control"]) == (photo, "no-store")
    whole = await fetch(newsroom, told["url"])
    assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, photo, "image/jpeg")
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for name, size in {"sm": (320, 160), "md": (768, 384), "lg": (800, 400), "webp": (800, 400)}.items():
        made = await fetch(newsroom, told["variants"][name])
        with Image.open(BytesIO(made.content)) as image:
            assert (made.headers["Content-Type"], image.size) == ("image/webp", size)
    assert len(bucket.keys()) == 6
    assert not (tmp_path / "storage").exists()

    moved = await newsroom.author("PATCH", f"/admin/media/{told['id']}", {"focalPoint": {"x": 0.1, "y": 0.5}})
    await work(newsroom)
    assert len(bucket.keys()) == 6
    assert (await fetch(newsroom, moved.json()["thumbnailUrl"])).headers["Content-Type"] == "image/webp"
    assert (await fetch(newsroom, told["thumbnailUrl"])).status_code == 404
    assert (await newsroom.editor("DELETE", f"/admin/media/{told['id']}")).status_code == 200
    await work(newsroom)
    assert (bucket.keys(), await rows(newsroom)) == ([], 0)
    for url in (told["url"], told["variants"]["sm"]):
        assert (await fetch(newsroom, url)).status_code == 404


async def test_a_film_in_parts_is_served_in_parts(newsroom: Newsroom, bucket: Bucket) -> None:
    film = MP4 + os.urandom(17 * 1024 * 1024)  # three parts of S3
    url = (await uploaded(newsroom.author, film, "a.mp4"))["url"]
    size = len(film)

    assert bucket.unfinished() == 0
    head = await fetch(newsroom, url, "HEAD")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(size))
    assert (head.headers["Content-Type"], head.headers["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert (await fetch(newsroom, url)).content == film
    for asked, (start, end) in {
        "bytes=0-9": (0, 10),
        f"bytes={8 * 1024 * 1024 - 5}-{8 * 1024 * 1024 + 5}": (8 * 1024 * 1024 - 5, 8 * 1024 * 1024 + 6),
        "bytes=-7": (size - 7, size),
        f"bytes=17000000-{size * 9}": (17_000_000, size),
    }.items():
        part = await fetch(newsroom, url, Range=asked)
        assert (part.status_code, part.content == film[start:end]) == (206, True)
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
    outside = await fetch(newsroom, url, Range=f"bytes={size}-")
    assert (outside.status_code, outside.headers["Content-Range"]) == (416, f"bytes */{size}")
    tag = head.headers["ETag"]
    assert (await fetch(newsroom, url, If_None_Match=tag)).status_code == 304
    assert (await fetch(newsroom, url, Range="bytes=0-9", If_Range='"other"')).status_code == 200


async def test_an_api_that_dies_between_object_and_row_leaves_the_object_for_an_hour_at_most(
    newsroom: Newsroom, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object, **__: object) -> None:
        raise SystemError("killed")

    monkeypatch.setattr("contentforge_app.apis.blog.media.uploading.library.add", dies)
    assert (await send(newsroom.author, SVG, "a.svg")).status_code == 500
    assert (len(bucket.keys()), await rows(newsroom)) == (1, 0)
    bucket.client.create_multipart_upload(Bucket=BUCKET, Key=bucket.keys()[0])  # of one that died still earlier

    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval("UPDATE work_item SET run_at = now() - interval '1 minute' WHERE kind = 'discard'")
    async with newsroom.api.runtime.uow.system() as session:
        await sweep.sweep(session)
    await work(newsroom)

    assert (bucket.keys(), bucket.unfinished()) == ([], 0)


async def test_while_the_bucket_is_away_uploads_and_files_are_told_to_come_back(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, newsroom: Newsroom, bucket: Bucket
) -> None:
    told = await uploaded(newsroom.author, SVG, "a.svg")
    settings = settings_for(own_database_urls, valkey, tmp_path, storage=on_s3(NOBODY))
    async with running(settings) as cut_off:
        answers = [
            await cut_off.client.post(
                f"{newsroom.mount}/admin/media/upload",
                files={"file": ("b.svg", SVG)},
                headers={"Authorization": f"Bearer {newsroom.author.token}"},
            ),
            await cut_off.client.get(f"/blog{urlsplit(told['url']).path}"),
        ]

    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (503, "Service Unavailable")
    assert (len(bucket.keys()), await rows(newsroom)) == (1, 1)
