"""Rows about workers: jobs finished per second with an instant model, and how well a slow model's time is used."""

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, Protocol

from benchmarks import ours, partner
from benchmarks.ground import Ground, value
from benchmarks.load import Target, drive
from benchmarks.ours import ORGANIZATIONS, Product
from benchmarks.partner import Partner
from benchmarks.report import Budget, Row
from support.rig_process import Process

_WORKERS: Final = 2
_ROUNDS: Final = 3
_SECONDS: Final = 4.0
_WARM: Final = 200
_BACKLOG: Final = {"ours": 6_000, "partner": 10_000}
_SAFETY_SECONDS: Final = 60.0
_SLOW_JOBS: Final = 200
_SLOW_SECONDS: Final = 2.0
_SLOTS: Final = 64


class Side(Protocol):
    """What is asked of either side."""

    admin: str

    def workers(self, number: int, model: str) -> AbstractContextManager[list[Process]]: ...
    def finished(self) -> int: ...
    def unfinished(self) -> int: ...


def instant_rows(ground: Ground, product: Product, other: Partner, tokens: list[str]) -> list[Row]:
    """Two workers on each side in turn, with thousands of jobs queued."""
    rates: dict[str, list[float]] = {"ours": [], "partner": []}
    with other.model() as model:
        for _ in range(_ROUNDS):
            _fill_ours(ground, product, tokens)
            rates["ours"].append(_rate(product, model))
            _fill_partners(ground, other)
            rates["partner"].append(_rate(other, model))
    mine, theirs = statistics.median(rates["ours"]), statistics.median(rates["partner"])
    work = f"jobs finished, instant model, {_WORKERS} workers"
    return [Row(work, f"{mine:,.0f}/s", f"partner {theirs:,.0f}/s", mine / theirs, Budget(0.6, 1.0))]


def slow_rows(product: Product, other: Partner, tokens: list[str]) -> list[Row]:
    """One worker and a model that takes its time; the worker stands still until all jobs are queued."""
    waves = -(-_SLOW_JOBS // _SLOTS)
    ideal = waves * _SLOW_SECONDS
    with other.model(latency_ms=int(_SLOW_SECONDS * 1000)) as model:
        seconds = statistics.median(_slow_round(product, model, tokens) for _ in range(_ROUNDS))
    work = f"{_SLOW_JOBS} jobs, model takes {_SLOW_SECONDS:g} s, one worker"
    budget = Budget(1.15, 1.05, most=True)
    return [Row(work, f"{seconds:.2f} s", f"ideal {ideal:g} s", seconds / ideal, budget)]


def _slow_round(product: Product, model: str, tokens: list[str]) -> float:
    product.forget_unfinished()
    before = product.finished()
    with product.workers(1, model) as [worker]:
        worker.pause()
        with product.api() as (base, _):
            ours.order(base, tokens, _SLOW_JOBS)
        worker.resume()
        began = time.monotonic()
        moment = value(product.admin, "SELECT clock_timestamp()")
        _await(lambda: product.finished() >= before + _SLOW_JOBS)
        last = value(product.admin, "SELECT extract(epoch FROM max(completed_at) - $1) FROM generation_job", moment)
    assert float(last) <= time.monotonic() - began
    return float(last)


def _rate(side: Side, model: str) -> float:
    """Jobs finished per second once the workers are in their stride."""
    before = side.finished()
    with side.workers(_WORKERS, model):
        _await(lambda: side.finished() >= before + _WARM)
        time.sleep(1.0)
        began, first = time.monotonic(), side.finished()
        time.sleep(_SECONDS)
        seconds, done = time.monotonic() - began, side.finished() - first
        if side.unfinished() < _WARM:
            raise RuntimeError("The workers ran out of work before the measurement ended.")
    return done / seconds


def _fill_ours(ground: Ground, product: Product, tokens: list[str]) -> None:
    if product.unfinished() < _BACKLOG["ours"]:
        with product.api() as (base, _):
            _fill(ground, product, ours.queueing(base, tokens))


def _fill_partners(ground: Ground, other: Partner) -> None:
    if other.unfinished() < _BACKLOG["partner"]:
        with other.api() as base:
            _fill(ground, other, partner.queueing(base, ORGANIZATIONS))


def _fill(ground: Ground, side: Side, target: Target) -> None:
    while side.unfinished() < _BACKLOG[target.name]:
        drive(target, 3, ground.scratch)


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SAFETY_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("Nothing moves any more.")
        time.sleep(0.05)
