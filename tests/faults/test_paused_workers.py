"""Promise 3: a worker that stood still past its lease writes nothing over what came after it."""

import json
from collections import Counter

import pytest

from support.model_server import answer_text
from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Customer, new_mark
from support.rig_moves import asked, eventually, holder, let_leases_run_out, rounds

_ENDED = '"event":"work_ended"'
_TRIES = 6


async def pause_past_the_lease(rig: Rig, customer: Customer, *, aged: bool) -> str:
    """A worker is stopped while it waits for the model; another does its job; then the first one wakes up.

    How the first one's work ended is answered: `lease_lost` if it came with its late answer and was refused,
    `lease_expired` if it noticed before that.
    """
    rig.model.hold()
    mark = new_mark()
    job = await customer.order(mark)
    stale = await holder(rig, job)
    await asked(rig, [mark], 1)
    stale.pause()
    if aged:
        assert await let_leases_run_out(rig, stale) == 1
    await asked(rig, [mark], 2)
    [first, second] = rig.model.calls(mark)
    rig.model.release(first)
    heard = len(stale.told())
    stale.resume()
    ended: list[str] = []

    def has_ended() -> bool:
        ended[:] = [line for line in stale.told()[heard:].splitlines() if _ENDED in line]
        return bool(ended)

    await eventually(has_ended, "the first worker has done with its late answer")
    assert (await customer.job(job))["status"] == "processing"
    rig.model.reset()
    told = await customer.ended(job)
    assert told["status"] == "completed"
    assert [item["content"] for item in told["content_items"]] == [answer_text(second, mark)]
    return str(json.loads(ended[0])["outcome"])


async def test_a_paused_worker_cannot_overwrite_a_newer_result(rig: Rig, customer: Customer, oracle: Oracle) -> None:
    """The lease is aged by hand to save its 30 s; the long form also lets it run out by itself."""
    rig.start("generation")
    for _ in range(_TRIES):
        if await pause_past_the_lease(rig, customer, aged=True) == "lease_lost":
            break
    else:
        pytest.fail("no paused worker came as far as writing")
    customer.seal()
    await oracle.ask()


@pytest.mark.long
@pytest.mark.parametrize(("figure", "aged"), [(45, True), (5, False)])
async def test_paused_workers_never_write_stale_results(
    rig: Rig, customer: Customer, oracle: Oracle, *, figure: int, aged: bool
) -> None:
    rig.start("generation")
    outcomes = Counter([await pause_past_the_lease(rig, customer, aged=aged) for _ in range(rounds(figure))])
    customer.seal()
    print(f"0 stale writes in {outcomes.total()} pauses ({dict(outcomes)}); {await oracle.ask()}")  # noqa: T201 - figures to report
