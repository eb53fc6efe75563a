"""Hostile images against real child processes: the worker must outlive them all."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from contentforge_platform.imaging import (
    ImagePool,
    ImageRefused,
    ImageSpec,
    ImagingSettings,
    Refusal,
    UnsupportedImage,
    VariantSpec,
)

SPEC = ImageSpec((VariantSpec("full"), VariantSpec("sm", 32)))
LARGE = (5000, 5000)
LIMIT_MIB = 512


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def small() -> bytes:
    return encoded(Image.new("RGB", (64, 48), (200, 10, 10)), "JPEG")


def slow() -> bytes:
    """Takes seconds to process."""
    return encoded(Image.effect_noise((4900, 4900), 90).convert("RGB"), "JPEG", quality=30)


def peak_mib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise AssertionError("the kernel does not tell")


def names_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def ended(pid: int) -> None:
    await until(lambda: not is_alive(pid))


async def forgotten(pool: ImagePool, pid: int) -> None:
    await until(lambda: pid not in pool.child_pids)


async def busy_child(pool: ImagePool) -> int:
    """The only child's process id, once it works."""
    await until(lambda: any(cpu_ticks(pid) >= 30 for pid in pool.child_pids))  # to start takes fewer
    return pool.child_pids[0]


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12])


async def refusal(pool: ImagePool, data: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        await pool.process(data, SPEC)
    return caught.value


@pytest.fixture
async def pool() -> AsyncIterator[ImagePool]:
    async with ImagePool(ImagingSettings(children=1)) as pool:
        yield pool


async def test_an_image_is_processed_in_a_child_that_stays_for_the_next(pool: ImagePool) -> None:
    first = await pool.process(small(), SPEC)
    pids = pool.child_pids
    second = await pool.process(small(), SPEC)

    assert (first.source_format, first.width, first.height) == ("image/jpeg", 64, 48)
    assert Image.open(BytesIO(first.variant("sm").body), formats=["WEBP"]).size == (32, 24)
    assert second == first
    assert pool.child_pids == pids
    assert pids[0] != os.getpid()


async def test_the_memory_of_the_children_is_told_while_they_live(pool: ImagePool) -> None:
    assert pool.resident_bytes == 0

    await pool.process(small(), SPEC)

    assert 10_000_000 < pool.resident_bytes < 475_000_000
    await pool.close()
    assert pool.resident_bytes == 0


async def test_a_refusal_crosses_from_the_child_and_the_child_goes_on(pool: ImagePool) -> None:
    truncated = await refusal(pool, small()[:300])
    pids = pool.child_pids
    bomb = await refusal(pool, encoded(Image.new("1", (13_000, 13_000))))

    assert truncated.reason is Refusal.DAMAGED
    assert bomb.reason is Refusal.TOO_MANY_PIXELS
    assert (await pool.process(small(), SPEC)).width == 64
    assert pool.child_pids == pids
    assert peak_mib(pids[0]) < 100


async def test_what_is_no_image_does_not_even_start_a_child(pool: ImagePool) -> None:
    for data in (b"<svg/>", b"<!doctype html>", b"rubbish"):
        assert isinstance(await refusal(pool, data), UnsupportedImage)
    assert (await refusal(pool, small() + bytes(50_000_000))).reason is Refusal.TOO_MANY_BYTES
    assert pool.child_pids == []


def largest(kind: str) -> bytes:
    if kind == "CMYK":
        return encoded(Image.new("CMYK", LARGE, (10, 200, 30, 0)), "JPEG")
    if kind == "I;16":
        return encoded(Image.new("I;16", LARGE), "PNG", compress_level=1)
    picture = Image.linear_gradient("L").resize(LARGE)
    if kind == "GIF":
        return encoded(picture, "GIF")
    picture = Image.merge("RGBA", (picture, picture.rotate(90), picture, picture.rotate(180)))
    fast = {"PNG": {"compress_level": 1}, "WEBP": {"method": 0}, "AVIF": {"speed": 10}}
    return encoded(picture, kind, **fast[kind])


@pytest.mark.parametrize("kind", ["CMYK", "I;16", "GIF", "PNG", "WEBP", "AVIF"])
async def test_the_largest_picture_of_every_kind_fits_in_the_memory_limit(pool: ImagePool, kind: str) -> None:
    made = await pool.process(largest(kind), SPEC)

    assert (made.source_width, made.source_height) == LARGE
    assert peak_mib(pool.child_pids[0]) < LIMIT_MIB


async def test_an_image_that_needs_more_memory_than_allowed_is_refused_and_the_next_one_works() -> None:
    async with ImagePool(ImagingSettings(children=1, memory_megabytes=128)) as pool:
        refused = await refusal(pool, largest("WEBP"))
        made = await pool.process(small(), SPEC)

        assert refused.reason in {Refusal.TOO_MUCH_MEMORY, Refusal.DAMAGED, Refusal.CRASHED}
        assert made.width == 64
        assert peak_mib(pool.child_pids[0]) < 200


async def test_an_image_that_takes_too_long_loses_its_child_and_the_next_one_works() -> None:
    async with ImagePool(ImagingSettings(children=1, seconds=0.5)) as pool:
        refused = await refusal(pool, slow())

    assert refused.reason is Refusal.TOO_SLOW

    async with ImagePool(ImagingSettings(children=1, seconds=5)) as pool:
        await pool.process(small(), SPEC)
        stuck = pool.child_pids[0]
        os.kill(stuck, signal.SIGSTOP)
        assert (await refusal(pool, small())).reason is Refusal.TOO_SLOW
        await ended(stuck)
        assert (await pool.process(small(), SPEC)).width == 64


async def test_a_child_killed_while_idle_is_not_noticed(pool: ImagePool) -> None:
    await pool.process(small(), SPEC)
    killed = pool.child_pids[0]
    os.kill(killed, signal.SIGKILL)

    assert (await pool.process(small(), SPEC)).width == 64
    assert killed not in pool.child_pids


async def test_a_child_killed_under_an_image_is_replaced_and_the_image_tried_once_more(pool: ImagePool) -> None:
    work = asyncio.create_task(pool.process(slow(), SPEC))
    killed = await busy_child(pool)
    os.kill(killed, signal.SIGKILL)

    assert (await work).width == 4900
    assert killed not in pool.child_pids


async def test_an_image_under_which_every_child_dies_is_refused(pool: ImagePool) -> None:
    work = asyncio.create_task(pool.process(slow(), SPEC))
    for _ in range(2):
        pid = await busy_child(pool)
        os.kill(pid, signal.SIGKILL)
        await ended(pid)
        await forgotten(pool, pid)

    with pytest.raises(ImageRefused) as caught:
        await work
    assert caught.value.reason is Refusal.CRASHED
    assert (await pool.process(small(), SPEC)).width == 64


async def test_a_child_is_replaced_after_its_share_of_images() -> None:
    async with ImagePool(ImagingSettings(children=1, images_per_child=2)) as pool:
        pids = []
        for _ in range(4):
            await pool.process(small(), SPEC)
            pids += pool.child_pids

    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert not any(map(is_alive, pids))


async def test_cancelling_ends_the_child_that_works(pool: ImagePool) -> None:
    work = asyncio.create_task(pool.process(slow(), SPEC))
    pid = await busy_child(pool)

    work.cancel()

    with pytest.raises(asyncio.CancelledError):
        await work
    await ended(pid)
    assert (await pool.process(small(), SPEC)).width == 64


async def test_closing_ends_all_children_even_at_work() -> None:
    async with ImagePool(ImagingSettings(children=1)) as pool:
        work = asyncio.create_task(pool.process(slow(), SPEC))
        pid = await busy_child(pool)

    with pytest.raises(ImageRefused):
        await work
    assert not is_alive(pid)


async def test_no_more_children_work_at_once_than_allowed() -> None:
    async with ImagePool(ImagingSettings(children=2)) as pool:
        made = await asyncio.gather(*(pool.process(small(), SPEC) for _ in range(10)))

        assert len(made) == 10
        assert 1 <= len(pool.child_pids) <= 2


PARENT = """
import asyncio, sys
from contentforge_platform.imaging import ImagePool, ImageSpec, ImagingSettings, VariantSpec

async def main():
    pool = ImagePool(ImagingSettings(children=1))
    await pool.process(sys.stdin.buffer.read(), ImageSpec((VariantSpec("full"),)))
    print(pool.child_pids[0], flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_child_dies_with_its_parent_and_leaves_no_file(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it must be killed without warning; arguments are our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(small())
        parent.stdin.close()
        child = int(parent.stdout.readline())
        os.kill(child, signal.SIGSTOP)  # so that it cannot notice by itself, as if it were deep in an image
        parent.kill()

    try:
        await ended(child)
    finally:
        if is_alive(child):
            os.kill(child, signal.SIGKILL)
    assert not any(names_in(tmp_path))


async def test_a_child_inherits_no_secrets(pool: ImagePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTFORGE_SECRETS__JWT", "canary")

    await pool.process(small(), SPEC)

    assert b"canary" not in environment_of(pool.child_pids[0])
