"""What a file's headers say about its cost, read without the decoder: some decoders allocate as soon as they open."""

import mmap

from contentforge_platform.imaging.sniff import Kind

_GIF_HEADER = 13
_GIF_IMAGE, _GIF_EXTENSION = 0x2C, 0x21
_GIF_IMAGE_HEADER = 10
_WEBP_HEADER = 30


def early_pixels(kind: Kind, data: bytes | mmap.mmap) -> int | None:
    """Pixels of the canvas of formats whose decoder allocates it on opening; None where opening is cheap."""
    if kind is not Kind.WEBP or len(data) < _WEBP_HEADER:
        return None
    match data[12:16]:
        case b"VP8 ":
            sides = (_little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF)
        case b"VP8L":
            bits = _little(data, 21, 4)
            sides = ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
        case b"VP8X":
            sides = (_little(data, 24, 3) + 1, _little(data, 27, 3) + 1)
        case _:
            return None
    return sides[0] * sides[1]


def _little(data: bytes | mmap.mmap, start: int, length: int) -> int:
    return int.from_bytes(data[start : start + length], "little")


def gif_has_more_frames_than(data: bytes | mmap.mmap, most: int) -> bool:
    """Whether a GIF has over `most` frames, counted by walking its blocks; the decoder would have to draw them all."""
    if len(data) < _GIF_HEADER:
        return False
    position = _GIF_HEADER + _colour_table(data[10])
    frames = 0
    while position < len(data):
        if data[position] == _GIF_EXTENSION:
            position = _after_sub_blocks(data, position + 2)
        elif data[position] == _GIF_IMAGE and position + _GIF_IMAGE_HEADER <= len(data):
            frames += 1
            if frames > most:
                return True
            flags = data[position + _GIF_IMAGE_HEADER - 1]
            position = _after_sub_blocks(data, position + _GIF_IMAGE_HEADER + _colour_table(flags) + 1)
        else:
            break  # the trailer, or rubbish that the decoder will judge
    return False


def _colour_table(flags: int) -> int:
    return 3 << ((flags & 0x07) + 1) if flags & 0x80 else 0


def _after_sub_blocks(data: bytes | mmap.mmap, position: int) -> int:
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1
