"""What is asked of an image and what comes back; plain data, so that it crosses to a child process."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """What an image may cost. Pixels are those of one frame, counted from the header, before anything is decoded.

    Transparent pictures are scaled down to `max_alpha_pixels`: encoding them takes 24 bytes a pixel, opaque ones 10.
    """

    max_bytes: int = 50_000_000
    max_pixels: int = 25_000_000
    max_alpha_pixels: int = 12_000_000
    max_frames: int = 500


@dataclass(frozen=True, slots=True)
class VariantSpec:
    """One picture to make; it is never larger than its source.

    Attributes:
        width: None keeps the source's; otherwise the picture is scaled down to at most this width.
        height: only beside a width: scaled and cropped to exactly this box (or as much of it as the source has).
            Without, the height follows the source's proportions.
        focus: what a cropped picture shows in its middle, as far as the source reaches: fractions of width and height.
    """

    name: str
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] = (0.5, 0.5)

    def __post_init__(self) -> None:
        if self.height is not None and self.width is None:
            raise ValueError("a variant with a height needs a width")
        if any(side is not None and side < 1 for side in (self.width, self.height)):
            raise ValueError("a variant has at least one pixel")


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """The pictures to make of one source, the main one first."""

    variants: tuple[VariantSpec, ...]
    quality: int = 80
    method: int = 4  # libwebp's effort, 0 to 6; above 4 costs much and gains little

    def __post_init__(self) -> None:
        names = {variant.name for variant in self.variants}
        if not names or len(names) != len(self.variants):
            raise ValueError("a spec has variants, each with a name of its own")


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    width: int
    height: int
    body: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    """The pictures made of one source, in the spec's order.

    Attributes:
        source_format: media type of the source, by its content.
        source_width: as the picture is to be seen, with its orientation applied.
        source_height: likewise.
    """

    source_format: str
    source_width: int
    source_height: int
    variants: tuple[Variant, ...]
    format: Literal["webp"] = "webp"

    @property
    def main(self) -> Variant:
        """The first variant of the spec, whose figures speak for the image."""
        return self.variants[0]

    @property
    def width(self) -> int:
        return self.main.width

    @property
    def height(self) -> int:
        return self.main.height

    @property
    def size_bytes(self) -> int:
        return self.main.size_bytes

    def variant(self, name: str) -> Variant:
        """The variant of this name; KeyError if the spec had none."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        raise KeyError(name)
