"""Turn one image into WebP variants, in this process: a pure function, run by the pool's children and by benchmarks."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from contentforge_platform.imaging.colour import is_transparent, to_resizable, to_srgb
from contentforge_platform.imaging.errors import Refusal, refused
from contentforge_platform.imaging.geometry import Box, Plan, Size, plan_variants, scaled
from contentforge_platform.imaging.opening import damaged, open_checked, orientation_of
from contentforge_platform.imaging.sniff import Kind
from contentforge_platform.imaging.spec import ImageSpec, Limits, ProcessedImage, Variant

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FIRST_SIDEWAYS = 5

# Below this factor a bicubic filter is as good as Lanczos and a third faster (measured: SSIM within 0.001).
_NEARLY_EQUAL = 1.25
# From method 3 on libwebp keeps all coefficients in memory, 460 MB more for 25 megapixels of noise.
_FRUGAL_METHOD = 2
_FRUGAL_PIXELS = 13_000_000
# Larger reductions average whole blocks first and filter only the rest; JPEG's own scaling does the same.
_REDUCING_GAP = 1.5


@dataclass(frozen=True, slots=True)
class _Source:
    """What is known of a source besides its pixels; `size` is upright."""

    kind: Kind
    size: Size
    turn: int
    profile: bytes | None


def optimise(source: bytes | Path, spec: ImageSpec, limits: Limits | None = None) -> ProcessedImage:
    """Re-encode an image as WebP in the sizes of `spec`: first frame, upright, sRGB, without metadata.

    Raises:
        ImageRefused: the image is not of an accepted kind, too large or damaged.
    """
    limits = limits or Limits()
    # One name for the pixels all the way: each step lets the last one's memory go.
    with warnings.catch_warnings():
        # Pillow warns of broken metadata, which is no reason to refuse a picture.
        warnings.simplefilter("ignore")
        picture, facts = _decode(_read(source, limits), spec, limits)
    plans = plan_variants(facts.size, spec, limits.max_alpha_pixels if is_transparent(picture) else limits.max_pixels)
    picture = _resize(picture, _turned(scaled(facts.size, _largest(plans)), facts.turn), _whole(picture))
    if facts.turn in _TURNS:
        picture = picture.transpose(_TURNS[facts.turn])
    picture = to_srgb(picture, facts.profile)
    return ProcessedImage(
        source_format=facts.kind.value,
        source_width=facts.size[0],
        source_height=facts.size[1],
        variants=_encode_all(picture, plans, spec),
    )


def _read(source: bytes | Path, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        return source
    if source.stat().st_size > limits.max_bytes:
        raise refused(Refusal.TOO_MANY_BYTES)
    return source.read_bytes()


def _decode(data: bytes, spec: ImageSpec, limits: Limits) -> tuple[Image.Image, _Source]:
    image, kind = open_checked(data, limits)
    turn = orientation_of(image)
    facts = _Source(kind, _turned(image.size, turn), turn, image.info.get("icc_profile"))
    needed = scaled(facts.size, _largest(plan_variants(facts.size, spec, limits.max_pixels)))
    try:
        # JPEG can decode straight to a half, quarter or eighth; other formats take no notice.
        image.draft(None, _turned(needed, turn))
        image.load()
        picture = image._new(image.im)  # noqa: SLF001 - the only way to keep the pixels and let the decoder's memory go
        return to_resizable(picture), facts
    except Exception as error:  # Pillow raises whatever a stranger's bytes provoke
        raise damaged(error) from error


def _turned(size: Size, turn: int) -> Size:
    return (size[1], size[0]) if turn >= _FIRST_SIDEWAYS else size


def _largest(plans: tuple[Plan, ...]) -> float:
    return max(plan.scale for plan in plans)


def _whole(picture: Image.Image) -> Box:
    return 0.0, 0.0, float(picture.width), float(picture.height)


def _resize(picture: Image.Image, size: Size, box: Box) -> Image.Image:
    factor = max((box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
    if picture.size == size and factor == 1.0:
        return picture
    method = Image.Resampling.BICUBIC if factor < _NEARLY_EQUAL else Image.Resampling.LANCZOS
    return picture.resize(size, method, box=box, reducing_gap=_REDUCING_GAP)


def _encode_all(master: Image.Image, plans: tuple[Plan, ...], spec: ImageSpec) -> tuple[Variant, ...]:
    """Make the variants from large to small, each from the last one that shows the whole picture."""
    made: dict[str, Variant] = {}
    whole = master
    for plan in sorted(plans, key=lambda plan: plan.scale, reverse=True):
        picture = _resize(whole, plan.size, plan.box_in(whole.size))
        if plan.part == (0.0, 0.0, 1.0, 1.0):
            whole = picture
        made[plan.name] = Variant(plan.name, *plan.size, _encode(picture, spec))
    return tuple(made[plan.name] for plan in plans)


def _encode(picture: Image.Image, spec: ImageSpec) -> bytes:
    method = min(spec.method, _FRUGAL_METHOD) if picture.width * picture.height > _FRUGAL_PIXELS else spec.method
    encoded = BytesIO()
    try:
        # A picture made by resizing carries its source's metadata in `info`; only what is named here is written.
        picture.save(encoded, "WEBP", quality=spec.quality, method=method, icc_profile=b"", exif=b"", xmp=b"")
    except (ValueError, MemoryError) as error:  # libwebp's own "out of memory" comes as a ValueError
        raise refused(Refusal.TOO_MUCH_MEMORY) from error
    return encoded.getvalue()
