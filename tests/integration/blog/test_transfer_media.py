"""Files of the library, which go along with the posts that show them."""

import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from contentforge_blog.media import FocalPoint, library
from contentforge_blog.posts.text import Text
from contentforge_blog.transfer import (
    Importer,
    MediaEntry,
    Move,
    Outcome,
    PostEntry,
    Shelves,
    Unreadable,
    media_of,
    posts_of,
    put_media,
    read_bundle,
    terms_of,
    write_bundle,
)
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.settings import GenerationSettings
from contentforge_platform.database import UnitOfWork
from contentforge_platform.imaging import Limits
from contentforge_platform.storage import Storage, StorageSettings, UrlSigner, open_storage
from support.files import picture
from support.posts import Desk

LONG_AGO = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    signer = UrlSigner([SecretStr("for tests only, and long enough to be taken for one")], seconds=60)
    return open_storage(StorageSettings(), data_dir=tmp_path, signer=signer)


@pytest.fixture
def shelves(storage: Storage) -> Shelves:
    return Shelves(storage, JobKinds.configured(GenerationSettings()).discard, Limits())


async def put(bringing: Importer, shelves: Shelves, entry: MediaEntry, content: bytes) -> None:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        await put_media(bringing, shelves, entry, file)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def importer(uow: UnitOfWork, desk: Desk) -> Importer:
    [row] = await desk.fetch("SELECT email FROM user_account WHERE id = $2 AND $1::uuid IS NOT NULL", desk.editor.user)
    return await Importer.for_site(uow, desk.tenant, row["email"])


def a_file(**more: object) -> MediaEntry:
    values = {"id": uuid4(), "source": "a file", "original_name": "núi.jpg", **more}
    return MediaEntry(**values)  # type: ignore[arg-type]  # a test's own


async def taken_along(uow: UnitOfWork, storage: Storage, desk: Desk, path: Path) -> Path:
    media, posts = media_of(uow, storage, desk.tenant), posts_of(uow, desk.tenant)
    await write_bundle(path, desk.tenant, await terms_of(uow, desk.tenant), media, posts)
    return path


async def brought_in(
    uow: UnitOfWork, shelves: Shelves, desk: Desk, path: Path, base: str | None = None
) -> list[Outcome | str]:
    found, bringing = read_bundle(path), await importer(uow, desk)
    assert found.home is not None
    bringing.move = Move(found.home, desk.tenant, base)
    ends: list[Outcome | str] = [
        str(file) if isinstance(file, Unreadable) else await put_media(bringing, shelves, *file) for file in found.media
    ]
    ends += [await bringing.put(post) for post in found.posts if isinstance(post, PostEntry)]
    return ends


async def furnished(uow: UnitOfWork, shelves: Shelves, desk: Desk) -> tuple[UUID, UUID]:
    """A site with a picture and a post that shows it in every way; their ids."""
    bringing = await importer(uow, desk)
    file = a_file(alt="Núi", caption="Cao", focal=FocalPoint(0.25, 0.75), created_at=LONG_AGO)
    await put(bringing, shelves, file, picture())
    address = f"/media/{desk.tenant}/{file.id}/lg.webp"
    text = Text(
        title="Núi",
        body=f"![Núi]({address})\n\n<https://old.example{address}>\n\n/media/{desk.tenant}/{uuid4()}/lg.webp",
        og_image=f"https://old.example{address}",
        hero_image_id=file.id,
    )
    post = await desk.write(texts={"vi": text})
    return file.id, post.id


async def test_files_come_along_and_posts_show_them_where_they_are_then(
    uow: UnitOfWork, storage: Storage, shelves: Shelves, tmp_path: Path
) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    media, post = await furnished(uow, shelves, here)
    bundle = await taken_along(uow, storage, here, tmp_path / "here.zip")

    assert await brought_in(uow, shelves, there, bundle) == [Outcome.MADE, Outcome.MADE]

    async with uow.read(there.tenant) as session:
        file = await library.get(session, there.tenant, media)
    assert (file.original_name, file.alt, file.caption) == ("núi.jpg", "Núi", "Cao")
    assert (file.focal, file.created_at) == (FocalPoint(0.25, 0.75), LONG_AGO)
    assert (await storage.get(file.object_key)).body == picture()
    [shown] = (await there.read(post)).translations
    assert shown.hero_image_id == media
    assert shown.og_image == f"https://old.example/media/{there.tenant}/{media}/lg.webp"
    body = str(shown.body)
    assert body.count(f"/media/{there.tenant}/{media}/lg.webp") == 2
    assert body.count(f"/media/{here.tenant}/") == 1, "a file that did not come along stays where it is"


async def test_addresses_begin_with_where_the_new_site_is_found(
    uow: UnitOfWork, storage: Storage, shelves: Shelves, tmp_path: Path
) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    media, post = await furnished(uow, shelves, here)
    bundle = await taken_along(uow, storage, here, tmp_path / "here.zip")

    await brought_in(uow, shelves, there, bundle, "https://new.example")

    [shown] = (await there.read(post)).translations
    address = f"https://new.example/media/{there.tenant}/{media}/lg.webp"
    assert shown.og_image == address
    assert str(shown.body).startswith(f"![Núi]({address})\n\n<{address}>\n")


async def test_a_round_trip_with_files_is_identical(
    uow: UnitOfWork, storage: Storage, shelves: Shelves, tmp_path: Path
) -> None:
    desk = await Desk.opened(uow)
    media, post = await furnished(uow, shelves, desk)
    bundle = await taken_along(uow, storage, desk, tmp_path / "one.zip")
    async with uow.write(desk.tenant) as session:
        await session.fetchval("DELETE FROM blog_post WHERE id = $1", post)
        await session.fetchval("DELETE FROM blog_media WHERE id = $1", media)

    assert await brought_in(uow, shelves, desk, bundle, "https://new.example") == [Outcome.MADE, Outcome.MADE]
    assert await brought_in(uow, shelves, desk, bundle) == [Outcome.THERE, Outcome.THERE]

    again = await taken_along(uow, storage, desk, tmp_path / "two.zip")
    assert again.read_bytes() == bundle.read_bytes()


async def test_what_the_library_does_not_take_is_refused_and_nothing_is_stored(
    uow: UnitOfWork, shelves: Shelves, tmp_path: Path
) -> None:
    desk = await Desk.opened(uow)
    bringing = await importer(uow, desk)
    good = a_file()
    for entry, content in (
        (good, b"MZ no picture"),
        (good, picture()[:200]),
        (good, b""),
        (replace(good, alt="x" * 501), picture()),
    ):
        with pytest.raises(Unreadable, match="a file"):
            await put(bringing, shelves, entry, content)

    assert files_below(tmp_path) == []
    assert await desk.fetch("SELECT id FROM blog_media WHERE organization_id = $1") == []


async def test_a_drawing_from_elsewhere_is_made_harmless(uow: UnitOfWork, shelves: Shelves) -> None:
    desk = await Desk.opened(uow)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="1" height="1"/></svg>'
    file = a_file(original_name="a.svg")

    await put(await importer(uow, desk), shelves, file, drawing)

    async with uow.read(desk.tenant) as session:
        entered = await library.get(session, desk.tenant, file.id)
    stored = (await shelves.storage.get(entered.object_key)).body
    assert b"<rect" in stored
    assert b"script" not in stored


async def test_files_that_cannot_be_read_are_told_and_the_others_are_made(
    uow: UnitOfWork, storage: Storage, shelves: Shelves, tmp_path: Path
) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    await furnished(uow, shelves, here)
    bundle = await taken_along(uow, storage, here, tmp_path / "here.zip")
    lost, bad = uuid4(), uuid4()
    with zipfile.ZipFile(bundle, "a") as more:
        more.writestr(f"media/{lost}/original.jpg", picture())
        more.writestr(f"media/{bad}/original.jpg", picture())
        more.writestr(f"media/{bad}/media.yaml", "focal: [7, 0]\n")
        more.writestr("media/../../evil/original.jpg", b"x")

    ends = await brought_in(uow, shelves, there, bundle)

    assert ends.count(Outcome.MADE) == 2
    told = [end for end in ends if not isinstance(end, Outcome)]
    assert [one.split(":")[0] for one in told] == [f"media/{lost}", f"media/{bad}"]
    assert not (tmp_path / "evil").exists()


async def test_half_a_bundle_is_never_found(
    uow: UnitOfWork, storage: Storage, shelves: Shelves, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = await Desk.opened(uow)
    await furnished(uow, shelves, desk)

    out = tmp_path_factory.mktemp("out")

    async def broken_off() -> AsyncIterator[tuple[MediaEntry, AsyncIterator[bytes]]]:
        async for file in media_of(uow, storage, desk.tenant):
            yield file
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        await write_bundle(out / "x.zip", desk.tenant, [], broken_off(), posts_of(uow, desk.tenant))
    assert files_below(out) == []
