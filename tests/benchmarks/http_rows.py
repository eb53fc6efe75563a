"""Rows about requests: queueing a job and listing one's own, beside the partner and beside the bare parts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks import ours, partner
from benchmarks.dialects import GENERATOR, NATIVE, Dialect
from benchmarks.ground import PARTNERS, TESTS, Ground, python
from benchmarks.load import Measured, Target, in_turn
from benchmarks.ours import ORGANIZATIONS, Product
from benchmarks.partner import Partner
from benchmarks.report import Budget, Row

_LEAST_LISTED = 20

People = Mapping[Dialect, list[str]]
"""The tokens of those who use the product, by the API that they use."""


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


def queue_rows(ground: Ground, product: Product, other: Partner, people: People) -> list[Row]:
    """Queue jobs on both sides; they stay queued for the rows about workers."""
    with product.api() as (base, _), other.api() as others:
        targets = [ours.queueing(base, tokens, dialect) for dialect, tokens in people.items()]
        told = in_turn([*targets, partner.queueing(others, ORGANIZATIONS)], ground.scratch, rounds=3, seconds=5)
    return [_beside_partner("queue a job", told, NATIVE), _beside_partner("queue a job on generator", told, GENERATOR)]


def list_rows(ground: Ground, product: Product, other: Partner, tokens: list[str]) -> list[Row]:
    """List 20 finished jobs of one's own, of which both sides have some by now."""
    readers = _readers(product, other)
    for side in (product, other):
        if side.finished() < _LEAST_LISTED * ORGANIZATIONS:
            raise RuntimeError(f"{side}: too few finished jobs to list.")
        side.forget_unfinished()
    with product.api() as (base, _), other.api() as others, bare_parts(ground) as bare:
        targets = [
            ours.listing(base, tokens),
            ours.listing(base, readers, GENERATOR),
            partner.listing(others, ORGANIZATIONS),
            Target("bare", f"{bare}/jobs"),
        ]
        told = in_turn(targets, ground.scratch, rounds=3, seconds=4)
    query = told["bare"]
    share = told[NATIVE.name].per_second / query.per_second
    return [
        Row("one asyncpg query of 20 rows, orjson", _rate(query)),
        _beside_partner("list 20 of one's own jobs", told, NATIVE),
        Row("", "", "the bare query", share, Budget(None, 0.35)),
        _beside_partner("list 20 jobs on generator", told, GENERATOR),
    ]


def _readers(product: Product, other: Partner) -> list[str]:
    """People of generator, whose list has no pages: each of them with just as many finished jobs as are listed."""
    product.forget_unfinished()
    with product.api() as (base, _):
        readers = ours.register(base, GENERATOR)
        ours.order(base, readers, _LEAST_LISTED * ORGANIZATIONS, GENERATOR)
    with other.model() as model:
        product.work_off(model)
    return readers


def _beside_partner(work: str, told: Mapping[str, Measured], dialect: Dialect) -> Row:
    mine, theirs = told[dialect.name], told["partner"]
    return Row(work, _rate(mine), f"partner {_rate(theirs)}", mine.per_second / theirs.per_second, Budget(0.7, 1.0))


def _rate(told: Measured) -> str:
    return f"{told.per_second:,.0f}/s (p50 {told.p50_ms:.1f}, p99 {told.p99_ms:.1f} ms)"
