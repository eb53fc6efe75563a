"""Look at a file by its content before it is stored: what it is, whether it is harmless, how large its picture is."""

import os
from typing import BinaryIO, Final

from contentforge_blog.media.library import Upload, shown_name
from contentforge_blog.media.svg import MOST_BYTES as LARGEST_SVG
from contentforge_blog.media.svg import sanitise
from contentforge_blog.media.types import HEAD, SVG, MediaType, media_type
from contentforge_platform.errors import UnsupportedMediaType
from contentforge_platform.imaging import Limits, inspect

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of one file."""

_TAKEN: Final = "JPEG, PNG, GIF, WebP and SVG images, and MP4, WebM, MOV and AVI videos"


def type_of(file: BinaryIO) -> MediaType:
    """What a file is; neither its name nor what its sender says of it counts.

    Raises:
        UnsupportedMediaType: the library does not take it.
    """
    file.seek(0)
    found = media_type(file.read(HEAD))
    if found is None:
        raise UnsupportedMediaType(f"This type of file is not supported; {_TAKEN} are")
    return found


def examined(file: BinaryIO, type_: MediaType, name: str | None, limits: Limits) -> Upload:
    """A file on the disk as it may be stored. A drawing is replaced, in `file`, by its harmless form.

    May take a moment: pictures are mapped, and their headers read.

    Raises:
        Invalid: it is damaged, or past the limits of pixels and frames.
    """
    size = _checked(file, type_, limits)
    return Upload(type_, shown_name(name, type_.extension), file.seek(0, os.SEEK_END), size)


def _checked(file: BinaryIO, type_: MediaType, limits: Limits) -> tuple[int, int] | None:
    if type_.raster:
        found = inspect(file, limits)
        return found.width, found.height
    if type_ == SVG:
        file.seek(0)
        harmless = sanitise(file.read(LARGEST_SVG + 1))
        file.seek(0)
        file.truncate()
        file.write(harmless)
        file.flush()
    return None
