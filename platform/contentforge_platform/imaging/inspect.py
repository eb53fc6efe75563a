"""Look at an image file without decoding it: what it is and how large, and whether it may be taken at all."""

import mmap
from dataclasses import dataclass
from typing import BinaryIO

from contentforge_platform.imaging.opening import open_checked, orientation_of
from contentforge_platform.imaging.sniff import Kind
from contentforge_platform.imaging.spec import Limits

_FIRST_SIDEWAYS = 5


@dataclass(frozen=True, slots=True)
class Inspected:
    """Sides in pixels, as the picture is to be seen."""

    kind: Kind
    width: int
    height: int


def inspect(file: BinaryIO, limits: Limits) -> Inspected:
    """Read the headers of an image. The file is mapped, not read: only what is looked at comes into memory.

    Raises:
        ImageRefused: it is no image that is processed, too large, or its headers are broken.
    """
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        image, kind = open_checked(mapped, limits)
        sideways = orientation_of(image) >= _FIRST_SIDEWAYS
        width, height = image.size
        image.close()
    return Inspected(kind, height, width) if sideways else Inspected(kind, width, height)
