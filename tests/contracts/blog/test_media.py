"""The media library: what it takes, what it refuses, what it makes, and how its files are served."""

import resource
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from contentforge_app.embedded import RunningValkey
from support.app import running, settings_for
from support.databases import DatabaseUrls
from support.files import AVI, MOV, MP4, SVG, WEBM, animation, picture
from support.library import PATH, a_worker, fetch, objects, rows, send, uploaded, work
from support.newsroom import Newsroom


@pytest.fixture
async def patient(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom whose uploads wait for their pictures."""
    async with running(
        settings_for(database_urls, valkey, tmp_path, generation={"inline_wait_seconds": 10})
    ) as started:
        yield await Newsroom.opened(started)


async def test_a_photo_is_answered_with_all_its_pictures(patient: Newsroom) -> None:
    newsroom, photo = patient, picture()

    async with a_worker(newsroom):
        answer = await send(newsroom.author, photo, alt="A red sky", caption="By the sea")

    assert answer.status_code == 201
    told = answer.json()
    assert {name: told[name] for name in ("originalName", "mimeType", "size", "type", "width", "height")} == {
        "originalName": "photo.jpg",
        "mimeType": "image/jpeg",
        "size": len(photo),
        "type": "IMAGE",
        "width": 1600,
        "height": 900,
    }
    assert (told["alt"], told["caption"], told["status"], told["usedIn"]) == ("A red sky", "By the sea", "ready", 0)
    assert told["filename"].endswith(".jpg")
    assert set(told["variants"]) == {"sm", "md", "lg", "webp"}
    assert all(url.startswith("http") for url in (told["url"], told["thumbnailUrl"], *told["variants"].values()))
    assert (await fetch(newsroom, told["url"])).content == photo
    for name, width in {"sm": 320, "md": 768, "lg": 1280, "webp": 1600}.items():
        made = await fetch(newsroom, told["variants"][name])
        with Image.open(BytesIO(made.content)) as image:
            assert (made.headers["Content-Type"], image.format, image.width) == ("image/webp", "WEBP", width)
    thumbnail = await fetch(newsroom, told["thumbnailUrl"])
    with Image.open(BytesIO(thumbnail.content)) as image:
        assert image.size == (300, 300)


@pytest.mark.parametrize(
    ("body", "mime", "kind", "raster"),
    [
        (picture("PNG", (40, 30)), "image/png", "IMAGE", True),
        (picture("WEBP", (40, 30)), "image/webp", "IMAGE", True),
        (animation(), "image/gif", "IMAGE", True),
        (SVG, "image/svg+xml", "IMAGE", False),
        (MP4, "video/mp4", "VIDEO", False),
        (WEBM, "video/webm", "VIDEO", False),
        (MOV, "video/quicktime", "VIDEO", False),
        (AVI, "video/x-msvideo", "VIDEO", False),
    ],
)
async def test_the_type_is_told_by_the_content_whatever_the_name_says(
    newsroom: Newsroom, body: bytes, mime: str, kind: str, *, raster: bool
) -> None:
    told = await uploaded(newsroom.author, body, "invoice.pdf")
    await work(newsroom)

    assert (told["mimeType"], told["type"], told["originalName"]) == (mime, kind, "invoice.pdf")
    served = await fetch(newsroom, told["url"])
    assert (served.status_code, served.headers["Content-Type"]) == (200, mime)
    if raster:
        small = await fetch(newsroom, told["variants"]["lg"])
        with Image.open(BytesIO(small.content)) as image:
            assert image.width == told["width"] == 40  # never enlarged
    else:
        assert told["variants"] == {}
        assert told["thumbnailUrl"] == (None if kind == "VIDEO" else told["url"])


async def test_an_animation_goes_on_moving_and_a_sideways_photo_stands_upright(newsroom: Newsroom) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    moving = await uploaded(newsroom.author, animation(), "a.gif")
    upright = await uploaded(newsroom.author, picture(size=(400, 200), exif=turned))
    await work(newsroom)

    with Image.open(BytesIO((await fetch(newsroom, moving["url"])).content)) as image:
        assert getattr(image, "n_frames", 1) == 3
    assert (upright["width"], upright["height"]) == (200, 400)
    with Image.open(BytesIO((await fetch(newsroom, upright["variants"]["webp"])).content)) as image:
        assert image.size == (200, 400)
        assert not image.getexif()


HOSTILE = {
    "script": b"<script>alert(1)</script>",
    "handler": b'<rect onload="alert(1)" ONCLICK="alert(1)" width="1" height="1"/>',
    "foreign": b'<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:1"/></foreignObject>',
    "link": b'<a href="java&#9;script:alert(1)"><text>x</text></a>',
    "elsewhere": b'<image href="http://evil.example/x.png"/><use href="//evil.example/x.svg#a"/>',
    "style": b"<style>@import url(http://evil.example/x.css); * { background: url(//evil.example/y) }</style>",
    "attribute style": b'<rect style="background:url(javascript:alert(1))" width="1" height="1"/>',
    "data": b'<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "animated": b'<a><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>',
    "other namespace": b'<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
}

TRACES = (
    *("<script", "onload", "onclick", "foreignobject", "iframe", "@import", "svg+xml"),
    *("url(http", "url(//", 'href="http', 'href="java'),
)


@pytest.mark.parametrize("name", HOSTILE)
async def test_of_a_drawing_only_what_draws_is_kept(newsroom: Newsroom, name: str) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg">' + HOSTILE[name] + b'<circle r="4"/></svg>'

    told = await uploaded(newsroom.author, drawing, "logo.svg")
    served = await fetch(newsroom, told["url"])

    kept = served.text.lower()
    assert "<circle" in kept
    assert told["size"] == len(served.content)
    for trace in TRACES:
        assert trace not in kept
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"


def bomb() -> bytes:
    """A PNG of 20 kB or so whose picture would take 500 MB."""
    encoded = BytesIO()
    Image.new("1", (13_000, 13_000)).save(encoded, "PNG", optimize=True)
    return encoded.getvalue()


ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "file is required"),
        (b"%PDF-1.7 " + b"x" * 100, 415, "This type of file is not supported"),
        (b"<html><script>alert(1)</script></html>", 415, "This type of file is not supported"),
        (b"MZ" + b"\0" * 200, 415, "This type of file is not supported"),
        (b"\xff\xd8\xff" + b"rubbish" * 50, 400, "damaged"),
        (picture("PNG", (40, 30))[:30], 400, "damaged"),
        (bomb(), 400, "too many pixels"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><g', 400, "damaged"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>", 400, "too deeply"),
        (ENTITIES, 415, "not supported"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">' + b" " * (5 * 1024 * 1024) + b"</svg>", 400, "at most 5 MB"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
async def test_what_cannot_be_taken_is_told_and_leaves_nothing(
    newsroom: Newsroom, body: bytes, status: int, message: str
) -> None:
    answer = await send(newsroom.author, body, "photo.jpg")

    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)
    assert message in answer.json()["message"]
    assert (objects(newsroom), await rows(newsroom)) == ([], 0)


async def test_a_picture_that_only_its_decoding_betrays_is_refused_too(patient: Newsroom) -> None:
    newsroom = patient

    async with a_worker(newsroom):
        answer = await send(newsroom.author, picture("PNG", (900, 900))[:-400])
        await work(newsroom)

    assert (answer.status_code, "damaged" in answer.json()["message"]) == (400, True)
    assert (objects(newsroom), await rows(newsroom)) == ([], 0)


@pytest.mark.parametrize(("more", "status"), [(0, 201), (1, 413)])
async def test_fifty_megabytes_are_taken_and_one_byte_more_is_not_in_bounded_memory(
    newsroom: Newsroom, more: int, status: int
) -> None:
    length = 50 * 1024 * 1024 + more
    boundary = "a-boundary-of-the-test"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'.encode() + MP4

    async def body() -> AsyncIterator[bytes]:
        yield head
        left = length - len(MP4)
        while left:
            piece = min(left, 65536)
            left -= piece
            yield bytes(piece)
        yield f"\r\n--{boundary}--\r\n".encode()

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = await newsroom.author(
        "POST",
        PATH,
        content=body(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert answer.status_code == status, answer.text
    assert grown < 30 * 1024, f"{grown} kB more"
    if status == 201:
        assert answer.json()["size"] == length
        part = await fetch(newsroom, answer.json()["url"], Range=f"bytes={length - 7}-")
        assert (part.status_code, len(part.content)) == (206, 7)
    else:
        assert (objects(newsroom), await rows(newsroom)) == ([], 0)


@pytest.mark.parametrize(
    ("files", "data", "message"),
    [
        ([], {"alt": "x"}, "multipart"),
        ([("picture", ("a.svg", SVG))], {}, "file is required"),
        ([("file", ("a.svg", SVG)), ("file", ("b.svg", SVG))], {}, "Too many files"),
        ([("file", ("a.svg", SVG))], {"alt": "x" * 501}, "alt must have at most 500 characters"),
        ([("file", ("a.svg", SVG))], {"caption": "a\0b"}, "must not contain NUL"),
    ],
)
async def test_a_form_that_is_none_is_told(
    newsroom: Newsroom, files: list[Any], data: dict[str, str], message: str
) -> None:
    answer = await newsroom.author("POST", PATH, files=files, data=data)

    assert answer.status_code in {400, 415}, answer.text
    assert message in answer.json()["message"]
    assert (objects(newsroom), await rows(newsroom)) == ([], 0)


async def test_a_stranger_sends_nothing(newsroom: Newsroom) -> None:
    answer = await newsroom.api.client.post(f"{newsroom.mount}{PATH}", files={"file": ("a.svg", SVG)})

    assert answer.status_code == 401
    assert objects(newsroom) == []


async def test_the_same_upload_again_is_one_file(newsroom: Newsroom) -> None:
    headers = {"Idempotency-Key": "once"}

    first, again = [await send(newsroom.author, SVG, "a.svg", headers=headers) for _ in range(2)]
    other = await send(newsroom.author, SVG, "a.svg", headers=headers, alt="other")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 400
    assert (len(objects(newsroom)), await rows(newsroom)) == (1, 1)


async def test_the_name_is_only_shown(newsroom: Newsroom) -> None:
    told = await uploaded(newsroom.author, SVG, "../../etc/passwd.svg")

    assert told["originalName"] == "passwd.svg"
    assert "passwd" not in told["url"]


async def test_the_library_is_listed_filtered_and_searched(newsroom: Newsroom) -> None:
    drawing = await uploaded(newsroom.author, SVG, "logo.svg", alt="Bài viết đầu tiên")
    film = await uploaded(newsroom.editor, MP4, "intro.mp4", caption="The beginning")

    async def found(query: str) -> list[str]:
        answer = await newsroom.author("GET", f"/admin/media?{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["data"]]

    assert await found("") == [film["id"], drawing["id"]]
    assert await found("limit=1&page=2") == [drawing["id"]]
    assert await found("type=VIDEO") == await found("type=video") == await found("search=beginning") == [film["id"]]
    assert (
        await found("type=IMAGE") == await found("search=dau TIEN") == await found("search=LOGO.SVG") == [drawing["id"]]
    )
    assert await found("search=%25") == await found("search=nothing of the kind") == []
    assert (await newsroom.author("GET", "/admin/media?type=AUDIO")).status_code == 400
    one = await newsroom.author("GET", f"/admin/media/{film['id']}")
    assert one.json() == film
    for unknown in (str(uuid4()), "nonsense"):
        assert (await newsroom.author("GET", f"/admin/media/{unknown}")).status_code == 404


async def test_an_author_describes_their_own_and_an_editor_any(newsroom: Newsroom) -> None:
    told = await uploaded(newsroom.author, SVG, "logo.svg", alt="Old")
    path, change = f"/admin/media/{told['id']}", {"alt": "New alt text", "caption": "New caption"}

    other = await newsroom.other_author("PATCH", path, change)
    own = await newsroom.author("PATCH", path, change)
    editor = await newsroom.editor("PATCH", path, {"caption": "Better"})
    long = await newsroom.editor("PATCH", path, {"alt": "x" * 501})

    assert [answer.status_code for answer in (other, own, editor, long)] == [403, 200, 200, 400]
    assert (editor.json()["alt"], editor.json()["caption"]) == ("New alt text", "Better")
    logged = (await newsroom.admin("GET", f"/admin/audit-logs?entityId={told['id']}")).json()["data"]
    assert [line["action"] for line in logged] == ["UPDATE", "UPDATE", "CREATE"]


async def test_what_posts_show_is_deleted_only_by_force_and_its_objects_go(newsroom: Newsroom) -> None:
    hero, inline = await uploaded(newsroom.editor, picture()), await uploaded(newsroom.editor, SVG, "a.svg")
    await work(newsroom)
    text = {"locale": "vi", "title": "Một", "heroImageId": hero["id"], "body": f"![a]({inline['url']})"}
    post = await newsroom.author.post(text)

    assert (await newsroom.author("GET", f"/admin/media/{hero['id']}")).json()["usedIn"] == 1
    listed = (await newsroom.author("GET", "/admin/media")).json()["data"]
    assert [one["usedIn"] for one in listed] == [1, 1]
    for media in (hero, inline):
        path = f"/admin/media/{media['id']}"
        assert (await newsroom.author("DELETE", path)).status_code == 403
        refused = await newsroom.editor("DELETE", path)
        assert (refused.status_code, refused.json()["message"][:12]) == (409, "1 post shows")
        forced = await newsroom.editor("DELETE", f"{path}?force=true")
        assert (forced.status_code, forced.json()) == (200, {"success": True})
        assert (await newsroom.editor("GET", path)).status_code == 404
    await work(newsroom)
    assert objects(newsroom) == []
    assert (await newsroom.author("GET", f"/admin/posts/{post['id']}")).json()["translations"][0]["heroImage"] is None
    assert (await fetch(newsroom, hero["url"])).status_code == 404


async def test_another_sites_files_are_not_there(newsroom: Newsroom) -> None:
    other = await Newsroom.opened(newsroom.api)
    told = await uploaded(other.author, SVG, "a.svg")
    path = f"/admin/media/{told['id']}"

    assert (await newsroom.admin("GET", path)).status_code == 404
    assert (await newsroom.admin("PATCH", path, {"alt": "mine"})).status_code == 404
    assert (await newsroom.admin("DELETE", f"{path}?force=true")).status_code == 404
    assert (await newsroom.admin("GET", "/admin/media")).json()["data"] == []
    post = await newsroom.admin(
        "POST", "/admin/posts", {"translations": [{"locale": "vi", "title": "A", "heroImageId": told["id"]}]}
    )
    assert post.status_code == 400
