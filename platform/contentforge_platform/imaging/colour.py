"""Bring every way of storing colour to sRGB, in the few modes that resizing and WebP understand."""

from io import BytesIO

from PIL import Image, ImageCms

_RESIZABLE = frozenset({"L", "RGB", "RGBA", "CMYK"})
_SIXTEEN_TO_EIGHT = 1 / 257
_OPAQUE = 255
_SRGB = ImageCms.createProfile("sRGB")


def to_resizable(image: Image.Image) -> Image.Image:
    """A mode whose pixels can be averaged: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion clips at 255, which turns a 16-bit photo white.
        return image.point(lambda value: value * _SIXTEEN_TO_EIGHT).convert("L")
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in _RESIZABLE else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA (only if something is transparent) in sRGB; the embedded profile, if it fits, is applied."""
    if image.mode == "RGBA" and not is_transparent(image):
        image = image.convert("RGB")
    converted = _apply_profile(image, profile) if profile else None
    if converted is not None:
        return converted
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def is_transparent(image: Image.Image) -> bool:
    """Whether any pixel lets the background through."""
    if image.mode != "RGBA":
        return False
    lowest, _ = image.getchannel("A").getextrema()
    return lowest != _OPAQUE


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """None where the profile is broken or for another colour space: the picture is shown as if it had none."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if ImageCms.getProfileDescription(source).startswith("sRGB"):
            return None
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
