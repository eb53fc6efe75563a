"""The files of a library in a bundle."""

from collections.abc import AsyncIterator, Iterator, Mapping
from tempfile import TemporaryFile
from typing import BinaryIO, Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from contentforge_blog.media import FocalPoint
from contentforge_blog.media.examine import LARGEST
from contentforge_blog.transfer import fields, front_matter
from contentforge_blog.transfer.entry import MediaEntry, Unreadable
from contentforge_blog.transfer.parts import as_object, info_of, put_text, read_text

_PIECE: Final = 1024 * 1024
_ORIGINAL: Final = "original."


async def put(bundle: ZipFile, file: MediaEntry, content: AsyncIterator[bytes]) -> None:
    """Enter a file with its description; pictures and films are packed already, so they are stored as they are."""
    put_text(bundle, f"media/{file.id}/media.yaml", front_matter.dump(_of(file)))
    name = f"media/{file.id}/{_ORIGINAL}{file.extension}"
    with bundle.open(info_of(name, compress=ZIP_STORED), "w") as entered:
        async for piece in content:
            entered.write(piece)


def names_in(bundle: ZipFile) -> dict[str, str]:
    """The names of the files by the ids under which they lie."""
    parts = [(name, name.split("/")) for name in bundle.namelist() if name.startswith("media/")]
    return {part[1]: name for name, part in parts if len(part) == 3 and part[2].startswith(_ORIGINAL)}  # noqa: PLR2004 - folder, id, name


def read(bundle: ZipFile, names: Mapping[str, str]) -> Iterator[tuple[MediaEntry, BinaryIO] | Unreadable]:
    """The files one by one; each is open until the next is asked for."""
    for identity, name in names.items():
        with TemporaryFile() as content:
            try:
                entry = _entry(
                    identity, as_object(front_matter.load(read_text(bundle, f"media/{identity}/media.yaml")))
                )
                _copy(bundle, name, content)
            except Unreadable as error:
                yield Unreadable(f"media/{identity}: {error}")
                continue
            yield entry, content


def _copy(bundle: ZipFile, name: str, to: BinaryIO) -> None:
    """What a bundle says of a file's length need not be true."""
    try:
        with bundle.open(name) as packed:
            left = LARGEST
            while piece := packed.read(min(_PIECE, left + 1)):
                left -= to.write(piece)
                if left < 0:
                    raise Unreadable(f"{name} is larger than {LARGEST} bytes")
        to.flush()  # whoever looks at it maps the file
    except (KeyError, BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{name} cannot be read: {error}") from None


def _of(file: MediaEntry) -> dict[str, object]:
    focal = {} if file.focal is None else {"focal": [file.focal.x, file.focal.y]}
    return {
        "original_name": file.original_name,
        "alt": file.alt,
        "caption": file.caption,
        **focal,
        "created_at": None if file.created_at is None else file.created_at.isoformat(),
        "uploader": file.uploader,
    }


def _entry(identity: str, values: Mapping[str, object]) -> MediaEntry:
    uploader = values.get("uploader")
    return MediaEntry(
        id=fields.identity(identity),
        source=f"media/{identity}",
        original_name=fields.line(values, "original_name"),
        alt=fields.line(values, "alt"),
        caption=fields.line(values, "caption"),
        focal=_focal(values.get("focal")),
        created_at=fields.moment(values.get("created_at")),
        uploader=None if uploader is None else str(uploader),
    )


def _focal(value: object) -> FocalPoint | None:
    if value is None:
        return None
    match value:
        case [int() | float() as x, int() | float() as y] if 0 <= x <= 1 and 0 <= y <= 1:
            return FocalPoint(float(x), float(y))
    raise Unreadable("focal is no point within the picture")
