"""Rows about a long line: a million due items of one organization far over its limit must not slow the others down."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from benchmarks.ground import Ground, run
from benchmarks.report import Budget, Row
from contentforge_platform import work
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.work import Claim, sweep
from support.databases import DatabaseUrls

ITEMS: Final = 1_000_000
_EMPTY: Final = "bench_empty"
_FULL: Final = "bench_line"
_KIND: Final = "generation"
_BATCH: Final = 10
_SAMPLES: Final = 150
_CROWD: Final = UUID("00000000-0000-4000-8000-000000000001")

# 64 organizations at their limit, each with a short line of its own.
_OTHERS: Final = """
WITH lane AS (
    INSERT INTO work_lane (organization_id, kind, slots, active)
    SELECT gen_random_uuid(), 'generation', 5, 5 FROM generate_series(1, 64) RETURNING organization_id
)
INSERT INTO work_item (organization_id, id, kind, queue, subject_id, state, run_at, ready_at, max_attempts)
SELECT organization_id, gen_random_uuid(), 'generation', 'generation', gen_random_uuid(),
       CASE WHEN place <= 5 THEN 'ready' ELSE 'waiting' END, clock_timestamp(), clock_timestamp(), 3
FROM lane, generate_series(1, 20) AS place
"""
_LANE: Final = f"INSERT INTO work_lane (organization_id, kind, slots, active) VALUES ('{_CROWD}', 'generation', 5, 5)"
_LINE: Final = f"""
INSERT INTO work_item (organization_id, id, kind, queue, subject_id, state, run_at, ready_at, max_attempts)
SELECT '{_CROWD}', gen_random_uuid(), 'generation', 'generation', gen_random_uuid(),
       CASE WHEN place <= 5 THEN 'ready' ELSE 'waiting' END, clock_timestamp(), clock_timestamp(), 3
FROM generate_series(1, %d) AS place
"""


def line_rows(ground: Ground, items: int = ITEMS) -> list[Row]:
    """Claim, finish and sweep in a system with the line and in one without it, in turn."""
    empty, full = ground.prepare(_EMPTY), ground.prepare(_FULL)
    run(ground.admin(_EMPTY), _OTHERS, "VACUUM (ANALYZE)")
    run(ground.admin(_FULL), _OTHERS, _LANE, _LINE % items, "VACUUM (ANALYZE)", "CHECKPOINT")
    times = asyncio.run(_both(empty, full))
    for database in (_EMPTY, _FULL):
        run(ground.admin("postgres"), f"DROP DATABASE {database} WITH (FORCE)")
    return [
        _row(f"claim beside {items:,} due items of one", times["claim"], Budget(1.5, None, most=True)),
        _row("  end one and promote the next", times["finish"]),
        _row("  sweep", times["sweep"]),
    ]


def _row(what: str, times: tuple[float, float], budget: Budget | None = None) -> Row:
    empty, full = times
    ours, beside = f"{full * 1000:.2f} ms", f"empty system {empty * 1000:.2f} ms"
    return Row(what, ours, beside, full / empty, budget or Budget(most=True))


async def _both(empty: DatabaseUrls, full: DatabaseUrls) -> dict[str, tuple[float, float]]:
    """The median times of each, in seconds."""
    databases = [Database(urls.settings(), application="benchmark") for urls in (empty, full)]
    without, beside = (UnitOfWork(database, lambda _: None) for database in databases)
    try:
        return {
            "claim": await _medians(_claim_and_hand_back, without, beside),
            "finish": await _medians(_claim_and_finish, without, beside),
            "sweep": await _medians(_sweep, without, beside, samples=20),
        }
    finally:
        for database in databases:
            await database.close()


async def _medians(
    measure: Callable[[UnitOfWork], Awaitable[float]], *systems: UnitOfWork, samples: int = _SAMPLES
) -> tuple[float, float]:
    times: list[list[float]] = [[] for _ in systems]
    for number in range(samples + samples // 10):
        for system, taken in zip(systems, times, strict=True):
            seconds = await measure(system)
            if number >= samples // 10:
                taken.append(seconds)
    first, second = (statistics.median(taken) for taken in times)
    return first, second


async def _claim_and_hand_back(uow: UnitOfWork) -> float:
    claims, seconds = await _claim(uow, _BATCH)
    async with uow.system() as session:
        await work.hand_back(session, claims)
    return seconds


async def _claim_and_finish(uow: UnitOfWork) -> float:
    [claim], _ = await _claim(uow, 1)
    began = time.perf_counter()
    async with uow.write(claim.tenant) as session:
        await work.finish(session, claim)
    return time.perf_counter() - began


async def _sweep(uow: UnitOfWork) -> float:
    began = time.perf_counter()
    async with uow.system() as session:
        await sweep.sweep(session)
    return time.perf_counter() - began


async def _claim(uow: UnitOfWork, number: int) -> tuple[list[Claim], float]:
    began = time.perf_counter()
    async with uow.system() as session:
        claims = await work.claim(session, _KIND, number, "benchmark")
    seconds = time.perf_counter() - began
    assert len(claims) == number
    return claims, seconds
