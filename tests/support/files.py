"""Files of every type that the media library takes, small, and made here."""

from io import BytesIO
from typing import Any

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="red"/></svg>'
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 400
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  " + b"\x00" * 400
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\x00" * 400
AVI = b"RIFF\x00\x10\x00\x00AVI LIST" + b"\x00" * 400


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 900), **more: Any) -> bytes:
    """A picture whose left third is red, and the rest blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 3, size[1]))
    encoded = BytesIO()
    image.save(encoded, kind, **more)
    return encoded.getvalue()


def animation() -> bytes:
    """A GIF of three frames."""
    frames = [Image.new("RGB", (40, 30), color) for color in ("red", "green", "blue")]
    encoded = BytesIO()
    frames[0].save(encoded, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return encoded.getvalue()
