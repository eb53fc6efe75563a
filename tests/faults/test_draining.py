"""Promise 8: SIGTERM drains; what cannot end in time is handed back unharmed and another worker takes it."""

import asyncio
import signal
import time

import pytest

from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Customer, new_mark
from support.rig_moves import asked, holder

TAKEN_OVER = 5.0
_LEEWAY = 5.0  # closing connections, once the work is handed back


@pytest.mark.parametrize("grace", [1.0, pytest.param(10.0, marks=pytest.mark.long)])
async def test_a_stopped_worker_hands_its_job_to_another(
    rig: Rig, customer: Customer, oracle: Oracle, grace: float
) -> None:
    for worker in rig.running("generation"):
        worker.end()
    rig.start("generation", "generation", settings={"CONTENTFORGE_WORKER__GRACE_SECONDS": str(grace)})
    rig.model.hold()
    mark = new_mark()
    job = await customer.order(mark)
    worker = await holder(rig, job)
    await asked(rig, [mark], 1)
    told = time.monotonic()
    worker.terminate()
    status = worker.wait(60)
    gone = time.monotonic()
    await asked(rig, [mark], 2)
    taken_over = time.monotonic() - gone
    attempts = await rig.value("SELECT attempt FROM work_item WHERE subject_id = $1", job)
    rig.model.reset()
    assert (await customer.ended(job))["status"] == "completed"
    customer.seal()
    await oracle.ask()
    assert (status, attempts) == (0, 1)
    assert gone - told <= grace + _LEEWAY
    assert taken_over <= TAKEN_OVER
    print(f"exit {gone - told:.1f} s after SIGTERM, taken over {taken_over:.1f} s later")  # noqa: T201 - figures to report


async def test_a_stopped_worker_ends_its_short_work_itself(rig: Rig, customer: Customer, oracle: Oracle) -> None:
    rig.model.hold()
    mark = new_mark()
    job = await customer.order(mark)
    worker = await holder(rig, job)
    await asked(rig, [mark], 1)
    worker.terminate()
    rig.model.reset()
    assert worker.wait(60) == 0
    assert (await customer.job(job))["status"] == "completed"
    assert len(rig.model.calls(mark)) == 1
    customer.seal()
    await oracle.ask()


async def test_a_stopped_api_answers_what_it_has_begun(rig: Rig, oracle: Oracle) -> None:
    """A request that waits for its job is under way when SIGTERM comes."""
    rig.model.turn(latency=1.0)
    [api] = rig.start("api")
    async with rig.desk(api) as desk:
        waiting = await desk.customer()
        mark = new_mark()
        body = {"source_type": "manual", "source_data": {"name": f"Lamp {mark}"}, "content_types": ["title"]}
        async with asyncio.TaskGroup() as group:
            request = group.create_task(waiting.send("POST", "/content/generate", body, {"Prefer": "wait=10"}))
            await asked(rig, [mark], 1)
            api.terminate()
        answer = request.result()
    assert answer is not None
    assert (answer.status_code, answer.json()["status"]) == (201, "completed")
    waiting.accept(answer.json())
    assert api.wait(60) in {0, -signal.SIGTERM}
    await oracle.ask()
