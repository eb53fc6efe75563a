"""Promise 13: a plan's limit is exact, however many ask at once."""

import asyncio
from collections import Counter

import pytest

from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Desk, new_mark
from support.rig_moves import rounds

PARALLEL, LEFT = 200, 10


async def two_hundred(desk: Desk) -> Counter[int]:
    """200 orders at once by somebody who has ten left; how often each status was answered."""
    customer = await desk.customer()
    bodies = (
        {"source_type": "manual", "source_data": {"name": f"Lamp {new_mark()}"}, "content_types": ["title"]}
        for _ in range(PARALLEL)
    )
    answers = await asyncio.gather(*(customer.send("POST", "/content/generate", body) for body in bodies))
    for answer in answers:
        if answer is not None and answer.status_code == 201:
            customer.accept(answer.json())
    customer.seal()
    usage = await customer.insist("GET", "/usage")
    [generations] = [metric for metric in usage.json()["metrics"] if metric["name"] == "generations"]
    assert (generations["used"], generations["limit"]) == (LEFT, LEFT)
    return Counter(0 if answer is None else answer.status_code for answer in answers)


@pytest.mark.parametrize("figure", [2, pytest.param(50, marks=pytest.mark.long)])
async def test_two_hundred_at_once_with_ten_left_admit_exactly_ten(rig: Rig, oracle: Oracle, figure: int) -> None:
    small = rig.start("api", settings={"CONTENTFORGE_BILLING__DEFAULT_PLAN": "free"})
    times = figure if figure == 2 else rounds(figure)
    async with rig.desk(*small) as desk:
        for _ in range(times):
            assert await two_hundred(desk) == Counter({201: LEFT, 403: PARALLEL - LEFT})
    verdict = await oracle.ask()
    print(f"{times} x {PARALLEL} at once with {LEFT} left: {LEFT} each; {verdict}")  # noqa: T201 - the record of a run
