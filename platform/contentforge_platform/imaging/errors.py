"""Why an image is refused, in sentences that its owner can act on."""

from enum import StrEnum
from typing import ClassVar

from contentforge_platform.errors import Invalid


class Refusal(StrEnum):
    NOT_AN_IMAGE = "not_an_image"
    UNSUPPORTED = "unsupported"
    SVG = "svg"
    HTML = "html"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_FRAMES = "too_many_frames"
    DAMAGED = "damaged"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"


_SENTENCES = {
    Refusal.NOT_AN_IMAGE: "The file is not an image.",
    Refusal.UNSUPPORTED: "The image format is not supported; JPEG, PNG, GIF, WebP and AVIF are.",
    Refusal.SVG: "SVG is a drawing, not a photo: it cannot be turned into WebP.",
    Refusal.HTML: "The file is a web page, not an image.",
    Refusal.TOO_MANY_BYTES: "The image file is too large.",
    Refusal.TOO_MANY_PIXELS: "The image has too many pixels.",
    Refusal.TOO_MANY_FRAMES: "The animation has too many frames.",
    Refusal.DAMAGED: "The image is damaged or incomplete.",
    Refusal.TOO_MUCH_MEMORY: "The image needs too much memory.",
    Refusal.TOO_SLOW: "The image takes too long to process.",
    Refusal.CRASHED: "The image could not be processed.",
}


class ImageRefused(Invalid):
    """An image that is not processed, and never will be: trying again changes nothing."""

    code: ClassVar[str] = "image_refused"

    def __init__(self, reason: Refusal) -> None:
        super().__init__(_SENTENCES[reason], reason=reason.value)
        self.reason = reason


class UnsupportedImage(ImageRefused):
    """The content is of a type that is not processed, whatever its name says."""

    status: ClassVar[int] = 415
    code: ClassVar[str] = "unsupported_image"


_UNSUPPORTED = frozenset({Refusal.NOT_AN_IMAGE, Refusal.UNSUPPORTED, Refusal.SVG, Refusal.HTML})


def refused(reason: Refusal) -> ImageRefused:
    """The error for `reason`, of the class that fits."""
    return UnsupportedImage(reason) if reason in _UNSUPPORTED else ImageRefused(reason)
