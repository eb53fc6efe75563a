"""What a file is, by its content: names and declared types are a stranger's claim."""

import re
from enum import StrEnum

HEAD = 1024
"""How many bytes tell what a file is."""
_XML_PROLOGUE = re.compile(rb"(?:<\?xml[^>]*\?>|<!--.*?-->|<!doctype\s+svg[^>]*>|\s)*", re.IGNORECASE | re.DOTALL)
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|title|meta|div|p|a|table)\b", re.IGNORECASE)
_SVG_START = re.compile(rb"<(?:\w+:)?svg\b", re.IGNORECASE)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


class Kind(StrEnum):
    """Media types that are told apart here."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    AVIF = "image/avif"
    SVG = "image/svg+xml"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    ICO = "image/vnd.microsoft.icon"
    HTML = "text/html"


RASTER = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.AVIF})
"""The kinds that are processed."""

_SIGNATURES = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"\x00\x00\x01\x00", Kind.ICO),
)


def sniff(data: bytes) -> Kind | None:
    """The kind of a file from its first kilobyte; None for anything else."""
    head = data[:HEAD]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and _AVIF_BRANDS & _brands(head):
        return Kind.AVIF
    return _sniff_markup(head.removeprefix(b"\xef\xbb\xbf"))


def _brands(head: bytes) -> set[bytes]:
    """The major and compatible brands of an ISO media file's first box."""
    end = min(int.from_bytes(head[:4]), len(head))
    return {head[8:12], *(head[start : start + 4] for start in range(16, end, 4))}


def _sniff_markup(head: bytes) -> Kind | None:
    prologue = _XML_PROLOGUE.match(head)
    rest = head[prologue.end() :] if prologue else head
    if _SVG_START.match(rest):
        return Kind.SVG
    return Kind.HTML if _HTML_START.match(rest) else None
