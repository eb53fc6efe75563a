"""The table that a run prints: what was measured, beside what, and what the budget says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Budget:
    """What must be reached, and what is aimed at; `most` means that less is better."""

    least: float | None = None
    aim: float | None = None
    most: bool = False
    unit: str = " x"

    def verdict(self, figure: float) -> str:
        if self.least is None and self.aim is None:
            return ""
        if self.aim is not None and self._holds(figure, self.aim):
            return "aim reached"
        if self.least is None:
            return "below aim"
        return "kept" if self._holds(figure, self.least) else "MISSED"

    def told(self) -> str:
        return " / ".join("-" if bound is None else f"{bound:g}{self.unit}" for bound in (self.least, self.aim))

    def _holds(self, figure: float, bound: float) -> bool:
        return figure <= bound if self.most else figure >= bound


@dataclass(frozen=True, slots=True)
class Row:
    """One line: our figure, the other side's, and the figure that the budget judges."""

    work: str
    ours: str
    beside: str = ""
    figure: float | None = None
    budget: Budget = field(default_factory=Budget)

    def cells(self) -> tuple[str, ...]:
        if self.figure is None:
            return (self.work, self.ours, self.beside, "", "", "")
        judged = f"{self.figure:.2f}{self.budget.unit}" if self.budget.unit == " x" else ""
        bounds = self.budget.told() if self.budget.verdict(self.figure) else ""
        return (self.work, self.ours, self.beside, judged, bounds, self.budget.verdict(self.figure))


_HEAD = ("work", "ours", "beside it", "ratio", "at least / aim", "verdict")


def table(rows: Sequence[Row]) -> str:
    """The rows in aligned columns."""
    lines = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    drawn = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([drawn[0], "-" * max(map(len, drawn)), *drawn[1:]])


def say(text: str) -> None:
    """Print at once: a run takes minutes, and somebody watches."""
    print(text, flush=True)  # noqa: T201 - this is a program for a terminal
