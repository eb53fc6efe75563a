"""Images as they come from the wild, through the codec in this process."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from contentforge_platform.imaging import (
    ImageRefused,
    ImageSpec,
    Limits,
    ProcessedImage,
    Refusal,
    UnsupportedImage,
    Variant,
    VariantSpec,
    optimise,
)

FULL = ImageSpec((VariantSpec("full"),))
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(width: int = 400, height: int = 300) -> Image.Image:
    """Red, green, blue and white quarters: shows which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), WHITE)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(variant: Variant) -> Image.Image:
    image = Image.open(BytesIO(variant.body), formats=["WEBP"])
    image.load()
    assert image.size == (variant.width, variant.height)
    return image


def looks_like(image: Image.Image, expected: dict[tuple[float, float], tuple[int, int, int]]) -> bool:
    """Whether the colours at the given fractions of the sides are about the expected ones."""
    rgb = image.convert("RGB")
    for (across, down), colour in expected.items():
        found = rgb.getpixel((int(across * rgb.width), int(down * rgb.height)))
        assert isinstance(found, tuple)
        if any(abs(one - other) > 12 for one, other in zip(found, colour, strict=True)):
            return False
    return True


UPRIGHT = {(0.25, 0.25): RED, (0.75, 0.25): GREEN, (0.25, 0.75): BLUE, (0.75, 0.75): WHITE}


def refusal(data: bytes, limits: Limits | None = None) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        optimise(data, FULL, limits)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
    ],
)
def test_every_accepted_format_becomes_webp(kind: str, media_type: str) -> None:
    made = optimise(encoded(quarters(), kind), FULL)

    assert (made.format, made.source_format) == ("webp", media_type)
    assert (made.width, made.height, made.size_bytes) == (400, 300, len(made.main.body))
    assert looks_like(decoded(made.main), UPRIGHT)


def test_variants_are_scaled_cropped_and_never_enlarged() -> None:
    spec = ImageSpec(
        (VariantSpec("webp"), VariantSpec("lg", 1280), VariantSpec("sm", 100), VariantSpec("thumbnail", 60, 60)),
    )

    made = optimise(encoded(quarters(), "JPEG"), spec)

    assert [(v.name, v.width, v.height) for v in made.variants] == [
        ("webp", 400, 300),
        ("lg", 400, 300),
        ("sm", 100, 75),
        ("thumbnail", 60, 60),
    ]
    assert all(looks_like(decoded(variant), UPRIGHT) for variant in made.variants)


@pytest.mark.parametrize(
    ("source", "expected"), [((100, 500), (100, 300)), ((500, 100), (300, 100)), ((50, 40), (50, 40)), ((1, 1), (1, 1))]
)
def test_a_crop_takes_as_much_of_its_box_as_the_source_has(source: tuple[int, int], expected: tuple[int, int]) -> None:
    made = optimise(encoded(quarters(*source), "PNG"), ImageSpec((VariantSpec("thumbnail", 300, 300),)))

    assert (made.width, made.height) == expected


@pytest.mark.parametrize("size", [(24_000, 1000), (20_000, 1), (1, 20_000)])
def test_a_very_long_picture_fits_into_webp(size: tuple[int, int]) -> None:
    spec = ImageSpec((VariantSpec("full"), VariantSpec("sm", 320), VariantSpec("thumbnail", 300, 300)))

    made = optimise(encoded(Image.new("RGB", size, RED), "PNG"), spec)

    assert max(made.width, made.height) == 16_383
    assert looks_like(decoded(made.variant("thumbnail")), {(0.5, 0.5): RED})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_upright(kind: str, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters() if orientation == 1 else quarters().transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    spec = ImageSpec((VariantSpec("full"), VariantSpec("sm", 100)))

    made = optimise(encoded(stored, kind, exif=exif.tobytes()), spec)

    assert [(v.width, v.height) for v in made.variants] == [(400, 300), (100, 75)]
    assert all(looks_like(decoded(variant), UPRIGHT) for variant in made.variants)


def test_metadata_does_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = encoded(quarters(), "JPEG", exif=exif.tobytes(), icc_profile=profile, comment=b"where I live")

    for made in optimise(source, ImageSpec((VariantSpec("full"), VariantSpec("sm", 50)))).variants:
        image = decoded(made)
        assert b"where I live" not in made.body
        assert not {"exif", "xmp", "icc_profile"} & set(image.info)


def test_broken_metadata_does_not_break_the_picture() -> None:
    source = encoded(quarters(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff", icc_profile=b"rubbish" * 30)

    assert looks_like(decoded(optimise(source, FULL).main), UPRIGHT)


def swapped_profile() -> bytes:
    """A profile in which red and green change places, so that nobody can mistake whether it was applied."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at_red, at_green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[at_red : at_red + 4], profile[at_green : at_green + 4] = b"gXYZ", b"rXYZ"
    name = "sRGB built-in".encode("utf-16-be")
    return bytes(profile).replace(name, "test built-in"[:13].encode("utf-16-be"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_an_embedded_profile_is_applied(kind: str) -> None:
    source = encoded(quarters(), kind, icc_profile=swapped_profile())

    found = decoded(optimise(source, FULL).main)

    assert looks_like(found, {(0.25, 0.25): GREEN, (0.75, 0.25): RED, (0.75, 0.75): WHITE})


def test_cmyk_becomes_rgb() -> None:
    found = decoded(optimise(encoded(quarters().convert("CMYK"), "JPEG"), FULL).main)

    assert found.mode == "RGB"
    assert looks_like(found, UPRIGHT)


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    row = bytes(50 * 2) + (32_768).to_bytes(2, "little") * 50
    source = Image.frombytes("I;16", (100, 50), row * 50)

    found = decoded(optimise(encoded(source, "PNG"), FULL).main)

    assert looks_like(found, {(0.25, 0.5): (0, 0, 0), (0.75, 0.5): (127, 127, 127)})


@pytest.mark.parametrize("mode", ["P", "L", "LA", "RGBA", "1"])
def test_other_ways_of_storing_colour_are_understood(mode: str) -> None:
    found = decoded(optimise(encoded(quarters().convert(mode), "PNG"), FULL).main)

    assert looks_like(found, {(0.75, 0.75): WHITE})
    assert found.mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_transparency_is_kept(kind: str) -> None:
    source = quarters().convert("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 200, 150))

    made = optimise(encoded(source, kind), ImageSpec((VariantSpec("full"), VariantSpec("sm", 100))))

    for variant in made.variants:
        alpha = decoded(variant).getchannel("A")
        assert alpha.getpixel((variant.width // 4, variant.height // 4)) == 0
        assert alpha.getpixel((variant.width * 3 // 4, variant.height // 4)) == 255


def test_a_large_transparent_picture_is_scaled_down_to_what_fits_in_memory() -> None:
    source = encoded(Image.new("RGBA", (200, 100), (255, 0, 0, 128)), "PNG")

    made = optimise(source, FULL, Limits(max_alpha_pixels=5000))

    assert (made.width, made.height) == (100, 50)
    assert (made.source_width, made.source_height) == (200, 100)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_used(kind: str) -> None:
    others = [Image.new("RGB", (400, 300), colour) for colour in (RED, GREEN, BLUE)]
    source = encoded(quarters(), kind, save_all=True, append_images=others, duration=50)

    assert looks_like(decoded(optimise(source, FULL).main), UPRIGHT)
    assert optimise(source, FULL, Limits(max_frames=4)).width == 400
    assert refusal(source, Limits(max_frames=3)).reason is Refusal.TOO_MANY_FRAMES


def test_a_bomb_is_refused_by_its_header() -> None:
    bomb = encoded(Image.new("1", (13_000, 13_000)), "PNG")
    assert len(bomb) < 25_000

    assert refusal(bomb).reason is Refusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_one_pixel_over_the_cap_is_refused_in_every_format(kind: str) -> None:
    source = encoded(quarters(), kind)

    assert optimise(source, FULL, Limits(max_pixels=120_000)).width == 400
    assert refusal(source, Limits(max_pixels=119_999)).reason is Refusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("flags", [{"lossless": True}, {"lossless": False}, {"lossless": False, "exif": b"Exif\0\0"}])
def test_the_pixels_of_every_webp_layout_are_counted(flags: dict[str, object]) -> None:
    source = encoded(quarters(), "WEBP", **flags)

    assert refusal(source, Limits(max_pixels=119_999)).reason is Refusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_image_is_refused(kind: str, share: float) -> None:
    noise = Image.effect_noise((400, 300), 80).convert("RGB")
    source = encoded(noise, kind)

    assert refusal(source[: int(len(source) * share)]).reason is Refusal.DAMAGED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.NOT_AN_IMAGE),
        (b"hello", Refusal.NOT_AN_IMAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.SVG),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE svg PUBLIC 'x' 'y'>\n<svg/>", Refusal.SVG),
        (b"<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", Refusal.SVG),
        (b"  <!DOCTYPE html><title>404</title>", Refusal.HTML),
        (b"<HTML><body>not found", Refusal.HTML),
        (b"BM" + bytes(100), Refusal.UNSUPPORTED),
        (b"II*\x00" + bytes(100), Refusal.UNSUPPORTED),
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(data: bytes, reason: Refusal) -> None:
    refused = refusal(data)

    assert refused.reason is reason
    assert isinstance(refused, UnsupportedImage)
    assert refused.status == 415


def test_a_page_behind_an_image_signature_is_damaged() -> None:
    assert refusal(b"\xff\xd8\xff\xe0" + b"<html><body>not found</body></html>" * 9).reason is Refusal.DAMAGED
    assert refusal(b"\x89PNG\r\n\x1a\n" + b"<html>" * 9).reason is Refusal.DAMAGED


def test_a_file_may_be_given_by_its_path_and_its_size_is_checked_first(tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(encoded(quarters(), "PNG"))

    made: ProcessedImage = optimise(file, FULL)
    assert made.source_format == "image/png"
    with pytest.raises(ImageRefused) as caught:
        optimise(file, FULL, Limits(max_bytes=100))
    assert caught.value.reason is Refusal.TOO_MANY_BYTES
