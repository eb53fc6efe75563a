"""One run of all measurements: engines up, rows one after the other, a table at the end."""

import argparse
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import blog_rows, cost_rows, http_rows, line_rows, live_rows, ours, process_rows, work_rows
from benchmarks.dialects import GENERATOR, NATIVE, Dialect
from benchmarks.ground import Ground, ground, python
from benchmarks.load import generator
from benchmarks.ours import Product
from benchmarks.partner import Partner
from benchmarks.report import Row, say, table

_IMAGES: Final = Path(__file__).with_name("images.py")
_NOISY: Final = 0.5


def main(arguments: list[str]) -> int:
    """Measure what was asked for (all, if nothing was); the exit status."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, beside what others reach here.")
    parser.add_argument("only", nargs="*", help=f"which rows: {', '.join(_PARTS)}; none is all", metavar="row")
    wanted = parser.parse_args(arguments).only or list(_PARTS)
    if unknown := set(wanted) - set(_PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}, generator: {generator()}, 16 connections")
    if os.getloadavg()[0] > _NOISY:
        say("This machine is busy with other things: the figures will be noisy.")
    began = time.monotonic()
    with ground() as place:
        whole = _Run(place)
        rows = whole.rows(wanted)
    if "images" in wanted and _IMAGES.exists():
        subprocess.run(python(str(_IMAGES)), check=False)  # noqa: S603 - the arguments are our own
    say(f"\n{table(rows)}\n\n{time.monotonic() - began:.0f} s in all")
    return int(whole.failed)


class _Run:
    """The parts of a run in their order: what one leaves behind is what the next begins with."""

    def __init__(self, place: Ground) -> None:
        self._place = place
        self._product = Product(place)
        self._partner = Partner(place)
        self._tokens: dict[Dialect, list[str]] = {}
        self.failed = False

    def rows(self, wanted: list[str]) -> list[Row]:
        rows: list[Row] = []
        for name, part in _PARTS.items():
            if part is None or name not in wanted:
                continue
            began = time.monotonic()
            made = self._made(name, part)
            rows += made
            say(f"[{time.monotonic() - began:3.0f} s] {name}: " + "; ".join(f"{row.ours} {row.beside}" for row in made))
        return rows

    def _made(self, name: str, part: Callable[["_Run"], list[Row]]) -> list[Row]:
        """The rows of a part; one that cannot be measured says why, and the others go on."""
        try:
            return part(self)
        except (AssertionError, RuntimeError, OSError) as error:
            say(f"{name}: {error}")
            self.failed = True
            return [Row(name, "not measured", type(error).__name__)]

    def hello(self) -> list[Row]:
        return [http_rows.hello_row(self._place)]

    def queue(self) -> list[Row]:
        people = {dialect: self._people(dialect) for dialect in (NATIVE, GENERATOR)}
        return http_rows.queue_rows(self._place, self._product, self._partner, people)

    def workers(self) -> list[Row]:
        return work_rows.instant_rows(self._place, self._product, self._partner, self._people())

    def slow(self) -> list[Row]:
        return work_rows.slow_rows(self._product, self._partner, self._people())

    def lists(self) -> list[Row]:
        return http_rows.list_rows(self._place, self._product, self._partner, self._people())

    def blog(self) -> list[Row]:
        return blog_rows.blog_rows(self._place, self._product)

    def live(self) -> list[Row]:
        return live_rows.live_rows(self._place, self._product, self._partner)

    def line(self) -> list[Row]:
        return line_rows.line_rows(self._place)

    def cost(self) -> list[Row]:
        return cost_rows.cost_rows(self._place)

    def start(self) -> list[Row]:
        return process_rows.start_rows(self._place)

    def weight(self) -> list[Row]:
        return process_rows.weight_rows(self._product)

    def _people(self, dialect: Dialect = NATIVE) -> list[str]:
        if dialect not in self._tokens:
            with self._product.api() as (base, _):
                self._tokens[dialect] = ours.register(base, dialect)
        return self._tokens[dialect]


_PARTS: Final[dict[str, Callable[[_Run], list[Row]] | None]] = {
    "hello": _Run.hello,
    "queue": _Run.queue,
    "workers": _Run.workers,
    "slow": _Run.slow,
    "lists": _Run.lists,
    "blog": _Run.blog,
    "live": _Run.live,
    "line": _Run.line,
    "weight": _Run.weight,
    "cost": _Run.cost,
    "start": _Run.start,
    "images": None,
}
