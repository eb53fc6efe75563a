"""Promises 7 and 22: a dependency that hangs slows only those who need it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from support.oracle import BROKER_ERRORS, Oracle
from support.rig import Rig
from support.rig_client import Customer, new_mark
from support.rig_moves import holder, rounds

ACCEPT, LIVE, READ = 1.0, 0.100, 0.300


@contextmanager
def hanging(rig: Rig, what: str) -> Iterator[None]:
    if what == "broker":
        rig.model.hold()
        with rig.valkey_paused():
            yield
        rig.model.reset()
        return
    rig.model.process.pause()
    try:
        yield
    finally:
        rig.model.process.resume()


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, round(len(seconds) * 0.99) - 1)]


async def timed(customer: Customer, path: str, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        url = f"{customer.bases[0]}{path}"
        answer = await customer.http.get(url, headers={"Authorization": f"Bearer {customer.token}"})
        taken.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return taken


@pytest.mark.parametrize("figure", [100, pytest.param(2000, marks=pytest.mark.long)])
async def test_while_something_hangs_others_are_answered_as_ever(rig: Rig, oracle: Oracle, figure: int) -> None:
    times = figure if figure == 100 else rounds(figure)
    rates = {"ENABLED": "true", "PRINCIPAL": "1000000", "ADDRESS": "1000000"}
    [api] = rig.start("api", settings={f"CONTENTFORGE_RATE_LIMIT__{name}": value for name, value in rates.items()})
    taken, live, read = {}, {}, {}
    async with rig.desk(api) as desk:
        for what in ("broker", "model"):
            customer = await desk.customer()
            with hanging(rig, what):
                began = time.perf_counter()
                job = await customer.order(new_mark())
                taken[what] = time.perf_counter() - began
                await holder(rig, job)
                live[what] = p99(await timed(customer, "/livez", times))
                read[what] = p99(await timed(customer, "/api/v1/content/jobs", times))
            await customer.ended(job)
            customer.seal()
            await oracle.ask(planned_errors=BROKER_ERRORS)
    assert max(taken.values()) <= ACCEPT
    assert max(live.values()) < LIVE
    assert max(read.values()) < READ
    for what, seconds in live.items():
        print(f"{what} hangs: /livez p99 {seconds * 1000:.0f} ms, reads {read[what] * 1000:.0f} ms")  # noqa: T201 - figures to report
