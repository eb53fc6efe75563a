"""Images per second beside sharp: one 12-megapixel JPEG to four WebP sizes, one core each, size and SSIM shown.

Run as `python tests/benchmarks/images.py [rounds]` after `npm ci` in tests/node. Nothing is asserted.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from contentforge_platform.imaging import ImageSpec, VariantSpec, optimise

WIDTHS = (1920, 1280, 768, 320)
QUALITY = 80
SOURCE_SIZE = (4000, 3000)
SSIM_WINDOW = 8
Picture: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One side's figures: the time of every round, and what it made."""

    name: str
    seconds: Sequence[float]
    made: dict[int, bytes]

    @property
    def best(self) -> float:
        """The round that was disturbed least by whatever else the machine did."""
        return min(self.seconds)

    @property
    def typical(self) -> float:
        return median(self.seconds)


def photo() -> bytes:
    """A JPEG with what photos have: soft gradients, texture at every scale, hard edges and sensor noise."""
    width, height = SOURCE_SIZE
    chance = np.random.default_rng(7)
    picture = np.zeros((height, width, 3), np.float32)
    for cells, strength in ((4, 60), (8, 50), (16, 40), (32, 30), (64, 22), (128, 16), (256, 11), (512, 8), (1024, 6)):
        for channel in range(3):
            coarse = Image.fromarray(chance.random((cells * 3 // 4 + 2, cells + 2), np.float32))
            picture[:, :, channel] += strength * np.asarray(coarse.resize(SOURCE_SIZE, Image.Resampling.BICUBIC))
    picture = (picture - picture.min()) * (255 / np.ptp(picture))
    down, across = np.mgrid[0:height, 0:width]
    for _ in range(60):
        x, y, radius = chance.integers(0, width), chance.integers(0, height), chance.integers(20, 400)
        disc = (across - x) ** 2 + (down - y) ** 2 < radius * radius
        picture[disc] = picture[disc] * 0.4 + chance.integers(0, 255, 3) * 0.6
    picture += chance.normal(0, 2.5, picture.shape)
    encoded = BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


def ours(source: bytes, rounds: int) -> Side:
    spec = ImageSpec(tuple(VariantSpec(str(width), width) for width in WIDTHS), quality=QUALITY)
    made = optimise(source, spec)
    seconds = [timed(lambda: optimise(source, spec)) for _ in range(rounds)]
    return Side("contentforge", seconds, {variant.width: variant.body for variant in made.variants})


def timed(work: Callable[[], object]) -> float:
    """CPU seconds, all threads: on one core the same as the clock, but for what other processes take of it."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sharp(source: bytes, rounds: int, node: str) -> Side:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source.jpg").write_bytes(source)
        script = Path(__file__).with_name("images_sharp.mjs")
        widths = ",".join(map(str, WIDTHS))
        command = [node, str(script), str(folder / "source.jpg"), name, str(rounds), widths, str(QUALITY)]
        answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603 - our own script
        made = {width: (folder / f"{width}.webp").read_bytes() for width in WIDTHS}
    return Side(f"sharp (libvips {answer['vips']})", answer["seconds"], made)


def ssim(one: Picture, other: Picture) -> float:
    """Mean structural similarity of two luma planes over sliding windows (Wang et al., 2004, with a box window)."""
    mean_one, mean_other = windowed(one), windowed(other)
    spread_one = windowed(one * one) - mean_one**2
    spread_other = windowed(other * other) - mean_other**2
    shared = windowed(one * other) - mean_one * mean_other
    steady, steady_spread = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mean_one * mean_other + steady) * (2 * shared + steady_spread)
    return float(
        (alike / ((mean_one**2 + mean_other**2 + steady) * (spread_one + spread_other + steady_spread))).mean()
    )


def windowed(plane: Picture) -> Picture:
    """Mean of every window, by a table of sums."""
    sums = np.pad(plane, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    size = SSIM_WINDOW
    total: Picture = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    return total / size**2


def luma(image: Image.Image) -> Picture:
    return np.asarray(image.convert("L"), np.float64)


def similarities(source: bytes, side: Side) -> list[float]:
    """SSIM of each size with the source, filtered in one step from all its pixels."""
    with Image.open(BytesIO(source)) as opened:
        whole = opened.convert("RGB")
    found = []
    for width in WIDTHS:
        with Image.open(BytesIO(side.made[width])) as picture:
            ideal = whole.resize(picture.size, Image.Resampling.LANCZOS)
            found.append(ssim(luma(ideal), luma(picture)))
    return found


def report(source: bytes, sides: Sequence[Side]) -> None:
    widths = ", ".join(map(str, WIDTHS))
    print(f"{'side':<26}{'best cpu s':>11}{'median':>8}{'images/s':>10}{'kB':>8}  SSIM at {widths}")  # noqa: T201 - the table is the product
    for side in sides:
        size = sum(map(len, side.made.values())) / 1000
        scores = "  ".join(f"{score:.4f}" for score in similarities(source, side))
        print(f"{side.name:<26}{side.best:>11.3f}{side.typical:>8.3f}{1 / side.best:>10.2f}{size:>8.1f}  {scores}")  # noqa: T201 - likewise
    if len(sides) > 1:
        best, typical = sides[1].best / sides[0].best, sides[1].typical / sides[0].typical
        print(f"{best:.2f} x sharp by the best round, {typical:.2f} x by the median (at least 0.9, aim 1.0)")  # noqa: T201 - likewise


def main() -> None:
    """Measure both sides on the same core in turns, so that a busy spell of the machine hits both."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # children stay on it too
    source = photo()
    node = shutil.which("node")
    if node is None:
        print("sharp is left out: there is no node on PATH")  # noqa: T201 - the table is the product
        report(source, [ours(source, rounds)])
        return
    turns = [(ours(source, 1), sharp(source, 1, node)) for _ in range(rounds)]
    report(source, [together(side) for side in zip(*turns, strict=True)])


def together(turns: Sequence[Side]) -> Side:
    """One side's turns as one."""
    return replace(turns[0], seconds=[seconds for turn in turns for seconds in turn.seconds])


if __name__ == "__main__":
    main()
