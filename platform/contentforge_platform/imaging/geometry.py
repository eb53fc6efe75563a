"""Sizes of variants: what each one shows of its source, and at which scale."""

from dataclasses import dataclass
from math import sqrt

from contentforge_platform.imaging.spec import ImageSpec, VariantSpec

_WEBP_MAX_SIDE = 16_383

Size = tuple[int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one variant is made.

    Attributes:
        scale: of the whole source, at most 1.
        part: what is shown of the source, as fractions of its sides (left, top, right, bottom).
    """

    name: str
    size: Size
    scale: float
    part: Box = (0.0, 0.0, 1.0, 1.0)

    def box_in(self, size: Size) -> Box:
        """The part that is shown, in the pixels of a picture of the whole source."""
        left, top, right, bottom = self.part
        return left * size[0], top * size[1], right * size[0], bottom * size[1]


def plan_variants(source: Size, spec: ImageSpec, most_pixels: int) -> tuple[Plan, ...]:
    """One plan per variant, in the spec's order; no variant exceeds WebP's longest side or `most_pixels`."""
    most = min(1.0, _WEBP_MAX_SIDE / max(source), sqrt(most_pixels / (source[0] * source[1])))
    return tuple(_plan(source, variant, most) for variant in spec.variants)


def scaled(source: Size, scale: float) -> Size:
    """The size at `scale`; a side never vanishes."""
    return max(1, round(source[0] * scale)), max(1, round(source[1] * scale))


def _plan(source: Size, variant: VariantSpec, most: float) -> Plan:
    if variant.width is None:
        return Plan(variant.name, scaled(source, most), most)
    if variant.height is None:
        scale = min(most, variant.width / source[0])
        return Plan(variant.name, scaled(source, scale), scale)
    return _cover(source, variant, (variant.width, variant.height), most)


def _cover(source: Size, variant: VariantSpec, box: Size, most: float) -> Plan:
    scale = min(1.0, max(box[0] / source[0], box[1] / source[1]))
    width = min(box[0], max(1, round(source[0] * scale)), _WEBP_MAX_SIDE)
    height = min(box[1], max(1, round(source[1] * scale)), _WEBP_MAX_SIDE)
    shown = min(1.0, width / (source[0] * scale)), min(1.0, height / (source[1] * scale))
    left, top = _start(variant.focus[0], shown[0]), _start(variant.focus[1], shown[1])
    return Plan(variant.name, (width, height), min(scale, most), (left, top, left + shown[0], top + shown[1]))


def _start(focus: float, shown: float) -> float:
    """Where the shown part of a side begins, so that its middle is as near to the focus as the side's ends allow."""
    return min(max(focus - shown / 2, 0.0), 1 - shown)
