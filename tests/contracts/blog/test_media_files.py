"""How files of the media library are served, and what becomes of them when points move or processes die."""

import os
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from PIL import Image

from contentforge_platform.work import sweep
from contentforge_tenants import organizations
from support.files import MP4, SVG, picture
from support.library import fetch, objects, rows, send, uploaded, work
from support.newsroom import Newsroom


async def test_until_the_pictures_are_made_the_file_itself_answers_and_is_not_kept(newsroom: Newsroom) -> None:
    told = await uploaded(newsroom.author, picture())

    early = await fetch(newsroom, told["variants"]["sm"])
    await work(newsroom)
    late = await fetch(newsroom, told["variants"]["sm"])

    assert (told["status"], early.status_code, early.headers["Cache-Control"]) == ("processing", 200, "no-store")
    assert early.headers["Content-Type"] == "image/jpeg"
    assert late.headers["Content-Type"] == "image/webp"
    assert late.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_parts_of_a_file_are_served(newsroom: Newsroom) -> None:
    film = MP4 + os.urandom(5000)
    url = (await uploaded(newsroom.author, film, "a.mp4"))["url"]
    size = len(film)

    whole = await fetch(newsroom, url)
    tag = whole.headers["ETag"]

    assert (whole.content, whole.headers["Accept-Ranges"]) == (film, "bytes")
    for asked, expected in {
        "bytes=0-9": (0, 10),
        "bytes=100-": (100, size),
        "bytes=-7": (size - 7, size),
        f"bytes=5-{size * 9}": (5, size),
    }.items():
        part = await fetch(newsroom, url, Range=asked)
        assert (part.status_code, part.content) == (206, film[slice(*expected)])
        assert part.headers["Content-Range"] == f"bytes {expected[0]}-{expected[1] - 1}/{size}"
    for ignored in ("bytes=9-5", "lines=1-2", "bytes=0-1,4-5", "bytes=-", "bytes=" + "9" * 400):
        assert (await fetch(newsroom, url, Range=ignored)).status_code == 200
    for outside in (f"bytes={size}-", "bytes=-0"):
        none = await fetch(newsroom, url, Range=outside)
        assert (none.status_code, none.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert (await fetch(newsroom, url, Range="bytes=0-9", If_Range=tag)).status_code == 206
    assert (await fetch(newsroom, url, Range="bytes=0-9", If_Range='"other"')).status_code == 200
    assert (await fetch(newsroom, url, If_None_Match=f'"x", W/{tag}')).status_code == 304
    head = await fetch(newsroom, url, "HEAD")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(size))


@pytest.mark.parametrize("whose", ["its own", "its partner's"])
async def test_files_of_a_shut_organization_are_served_to_nobody(newsroom: Newsroom, whose: str) -> None:
    api, shut = newsroom.api, newsroom.tenant
    url = (await uploaded(newsroom.author, SVG, "a.svg"))["url"]
    if whose == "its partner's":
        shut = (await api.person()).organization
        async with api.runtime.uow.write(newsroom.tenant) as session:
            await session.fetchval("UPDATE organization SET partner_id = $2 WHERE id = $1", newsroom.tenant, shut)
    before = await fetch(newsroom, url)

    async with api.runtime.uow.write(shut) as session:
        await organizations.suspend(session, shut, "A chargeback")
    refused = [
        await fetch(newsroom, url),
        await fetch(newsroom, url, "HEAD"),
        await fetch(newsroom, url, Range="bytes=0-9"),
        await fetch(newsroom, url, If_None_Match=before.headers["ETag"]),
    ]
    async with api.runtime.uow.write(shut) as session:
        await organizations.resume(session, shut)
    after = await fetch(newsroom, url)

    assert (before.status_code, after.status_code) == (200, 200)
    assert [answer.status_code for answer in refused] == [404] * 4


async def test_an_address_that_is_none_finds_nothing(newsroom: Newsroom) -> None:
    told = await uploaded(newsroom.author, SVG, "a.svg")
    path = urlsplit(told["url"]).path
    owner, own = path.split("/")[2:4]

    for other in (
        path.replace("original.svg", "original.png"),
        path.replace("original.svg", "sm.webp"),
        path.replace("original.svg", "..%2f..%2fsecret.svg"),
        f"/media/{uuid4()}/{own}/original.svg",
        f"/media/{owner}/{uuid4()}/original.svg",
        f"/media/{owner}/nonsense/original.svg",
        f"/media/{owner}/{own}/.original.svg.new",
    ):
        assert (await newsroom.api.client.get(other)).status_code == 404, other
    assert (await newsroom.api.client.get(f"/blog{path}")).status_code == 200


async def test_another_focal_point_makes_another_thumbnail_at_another_address(newsroom: Newsroom) -> None:
    told = await uploaded(newsroom.author, picture(size=(900, 300)))
    await work(newsroom)

    async def left_pixel(url: str) -> tuple[int, ...]:
        with Image.open(BytesIO((await fetch(newsroom, url)).content)) as image:
            pixel = image.convert("RGB").getpixel((10, 150))
        assert isinstance(pixel, tuple)
        return pixel

    answer = await newsroom.author("PATCH", f"/admin/media/{told['id']}", {"focalPoint": {"x": 0.1, "y": 0.5}})
    await work(newsroom)

    moved = answer.json()
    assert moved["focalPoint"] == {"x": 0.1, "y": 0.5}
    assert moved["variants"] == told["variants"]
    assert moved["thumbnailUrl"] != told["thumbnailUrl"]
    assert (await left_pixel(moved["thumbnailUrl"]))[0] > 200  # red: the left third
    assert (await fetch(newsroom, told["thumbnailUrl"])).status_code == 404
    for bad in ({"x": 2, "y": 0}, {"x": 0.5}, "middle"):
        refused = await newsroom.author("PATCH", f"/admin/media/{told['id']}", {"focalPoint": bad})
        assert refused.status_code == 400
    back = await newsroom.author("PATCH", f"/admin/media/{told['id']}", {"focalPoint": None})
    assert back.json()["thumbnailUrl"] == told["thumbnailUrl"]


async def test_an_api_that_dies_between_object_and_row_leaves_the_object_for_an_hour_at_most(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object, **__: object) -> None:
        raise SystemError("killed")

    monkeypatch.setattr("contentforge_app.apis.blog.media.uploading.library.add", dies)
    assert (await send(newsroom.author, SVG, "a.svg")).status_code == 500
    assert (len(objects(newsroom)), await rows(newsroom)) == (1, 0)

    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval("UPDATE work_item SET run_at = now() - interval '1 minute' WHERE kind = 'discard'")
    async with newsroom.api.runtime.uow.system() as session:
        await sweep.sweep(session)
    await work(newsroom)

    assert objects(newsroom) == []
