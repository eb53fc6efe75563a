"""Rows about requests: queueing a job and listing one's own, beside the partner and beside the bare parts."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import ours, partner
from benchmarks.ground import PARTNERS, TESTS, Ground, python
from benchmarks.load import Measured, Target, in_turn
from benchmarks.ours import ORGANIZATIONS, Product
from benchmarks.partner import Partner
from benchmarks.report import Budget, Row

_LEAST_LISTED = 20


@contextmanager
def bare_parts(ground: Ground) -> Iterator[str]:
    """The references, served by uvicorn as our own API is."""
    program = python("-m", "uvicorn", "benchmarks.references:app", "--port", "{port}", "--loop", "uvloop")
    program += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
    environment = {"PYTHONPATH": str(TESTS), "BENCH_DATABASE": ground.admin(PARTNERS)}
    with ground.serving("references", program, environment, "/hello") as base:
        yield base


def hello_row(ground: Ground) -> Row:
    with bare_parts(ground) as base:
        told = in_turn([Target("hello", f"{base}/hello")], ground.scratch, rounds=3, seconds=2)["hello"]
    return Row("bare FastAPI route on uvicorn", _rate(told))


def queue_rows(ground: Ground, product: Product, other: Partner, tokens: list[str]) -> list[Row]:
    """Queue jobs on both sides; they stay queued for the rows about workers."""
    with product.api() as (base, _), other.api() as others:
        targets = [ours.queueing(base, tokens), partner.queueing(others, ORGANIZATIONS)]
        told = in_turn(targets, ground.scratch, rounds=3, seconds=5)
    mine, theirs = told["ours"], told["partner"]
    ratio = mine.per_second / theirs.per_second
    return [Row("queue a job", _rate(mine), f"partner {_rate(theirs)}", ratio, Budget(0.7, 1.0))]


def list_rows(ground: Ground, product: Product, other: Partner, tokens: list[str]) -> list[Row]:
    """List 20 finished jobs of one's own, of which both sides have some by now."""
    for side in (product, other):
        if side.finished() < _LEAST_LISTED * ORGANIZATIONS:
            raise RuntimeError(f"{side}: too few finished jobs to list.")
        side.forget_unfinished()
    with product.api() as (base, _), other.api() as others, bare_parts(ground) as bare:
        targets = [
            ours.listing(base, tokens),
            partner.listing(others, ORGANIZATIONS),
            Target("bare", f"{bare}/jobs"),
        ]
        told = in_turn(targets, ground.scratch, rounds=3, seconds=4)
    mine, theirs, query = told["ours"], told["partner"], told["bare"]
    return [
        Row("one asyncpg query of 20 rows, orjson", _rate(query)),
        Row(
            "list 20 of one's own jobs",
            _rate(mine),
            f"partner {_rate(theirs)}",
            mine.per_second / theirs.per_second,
            Budget(0.7, 1.0),
        ),
        Row("", "", "the bare query", mine.per_second / query.per_second, Budget(None, 0.35)),
    ]


def _rate(told: Measured) -> str:
    return f"{told.per_second:,.0f}/s (p50 {told.p50_ms:.1f}, p99 {told.p99_ms:.1f} ms)"
