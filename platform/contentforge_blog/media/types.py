"""What an uploaded file is, by its content: its name and the type that a client declares say nothing here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contentforge_platform.imaging import Kind, sniff

HEAD: Final = 1024
"""How many bytes from the beginning of a file tell what it is."""

_EBML: Final = b"\x1a\x45\xdf\xa3"
_QUICKTIME_ATOMS: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_PICTURES_IN_MP4: Final = frozenset({b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"})


class MediaKind(StrEnum):
    """What the library tells apart."""

    IMAGE = "IMAGE"
    VIDEO = "VIDEO"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type of file that the library takes.

    Attributes:
        mime: as it is served.
        extension: of its stored name.
        raster: made of pixels, of which smaller pictures can be made.
    """

    mime: str
    extension: str
    kind: MediaKind
    raster: bool = False


SVG: Final = MediaType("image/svg+xml", "svg", MediaKind.IMAGE)
_IMAGES: Final = {
    Kind.JPEG: MediaType("image/jpeg", "jpg", MediaKind.IMAGE, raster=True),
    Kind.PNG: MediaType("image/png", "png", MediaKind.IMAGE, raster=True),
    Kind.GIF: MediaType("image/gif", "gif", MediaKind.IMAGE, raster=True),
    Kind.WEBP: MediaType("image/webp", "webp", MediaKind.IMAGE, raster=True),
    Kind.SVG: SVG,
}
_MP4: Final = MediaType("video/mp4", "mp4", MediaKind.VIDEO)
_WEBM: Final = MediaType("video/webm", "webm", MediaKind.VIDEO)
_MOV: Final = MediaType("video/quicktime", "mov", MediaKind.VIDEO)
_AVI: Final = MediaType("video/x-msvideo", "avi", MediaKind.VIDEO)


def media_type(head: bytes) -> MediaType | None:
    """The type of a file from its first kilobyte; None for what the library does not take."""
    kind = sniff(head)
    return _video(head) if kind is None else _IMAGES.get(kind)


def _video(head: bytes) -> MediaType | None:
    if head.startswith(_EBML):
        return _WEBM if b"webm" in head[:64] else None  # Matroska is another type of the same family
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _AVI
    box = head[4:8]
    if box == b"ftyp":
        return _of_brand(head[8:12])
    return _MOV if box in _QUICKTIME_ATOMS else None


def _of_brand(brand: bytes) -> MediaType | None:
    if brand in _PICTURES_IN_MP4:
        return None
    return _MOV if brand == b"qt  " else _MP4
