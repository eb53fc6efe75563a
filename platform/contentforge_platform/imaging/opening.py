"""Open a stranger's image as far as its headers, and refuse it there if it would cost too much."""

import mmap
from io import BytesIO
from typing import IO, cast

from PIL import Image, ImageFile, features

from contentforge_platform.imaging.errors import ImageRefused, Refusal, refused
from contentforge_platform.imaging.header import early_pixels, gif_has_more_frames_than
from contentforge_platform.imaging.sniff import HEAD, RASTER, Kind, sniff
from contentforge_platform.imaging.spec import Limits

# Pixels are counted here, by limits of our own.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION = 0x0112
_ORIENTATIONS = range(2, 9)


def open_checked(data: bytes | mmap.mmap, limits: Limits) -> tuple[ImageFile.ImageFile, Kind]:
    """The image, nothing of it decoded yet.

    Raises:
        ImageRefused: it is no image that is processed, or too large, or its headers are broken.
    """
    kind = check_kind(data[:HEAD])
    if len(data) > limits.max_bytes:
        raise refused(Refusal.TOO_MANY_BYTES)
    _check_pixels(early_pixels(kind, data) or 0, limits)
    if kind is Kind.GIF and gif_has_more_frames_than(data, limits.max_frames):
        raise refused(Refusal.TOO_MANY_FRAMES)
    image = _open(data, kind)
    _check_pixels(image.width * image.height, limits)
    if kind is not Kind.GIF and getattr(image, "n_frames", 1) > limits.max_frames:
        raise refused(Refusal.TOO_MANY_FRAMES)
    return image, kind


def check_kind(data: bytes) -> Kind:
    """The kind of an image that is processed.

    Raises:
        ImageRefused: it is none.
    """
    kind = sniff(data)
    if kind is Kind.AVIF and not features.check("avif"):  # a Pillow built without it
        raise refused(Refusal.UNSUPPORTED)
    if kind is not None and kind in RASTER:
        return kind
    match kind:
        case None:
            raise refused(Refusal.NOT_AN_IMAGE)
        case Kind.SVG:
            raise refused(Refusal.SVG)
        case Kind.HTML:
            raise refused(Refusal.HTML)
        case _:
            raise refused(Refusal.UNSUPPORTED)


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a photo with broken metadata is still a photo, and the parser may raise anything
        return 1
    return value if value in _ORIENTATIONS else 1


def _check_pixels(pixels: int, limits: Limits) -> None:
    if pixels > limits.max_pixels:
        raise refused(Refusal.TOO_MANY_PIXELS)


def _open(data: bytes | mmap.mmap, kind: Kind) -> ImageFile.ImageFile:
    try:
        source = cast("IO[bytes]", data) if isinstance(data, mmap.mmap) else BytesIO(data)
        return Image.open(source, formats=[kind.name])
    except Exception as error:  # Pillow raises whatever a stranger's bytes provoke
        raise damaged(error) from error


def damaged(error: Exception) -> ImageRefused:
    """What a decoder's error means for the owner of the image."""
    return refused(Refusal.TOO_MUCH_MEMORY if isinstance(error, MemoryError) else Refusal.DAMAGED)
