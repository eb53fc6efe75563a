"""Promise 4: what is held back runs never early and at most 5 s late, whatever is restarted meanwhile."""

from uuid import UUID

import pytest

from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingSettings
from contentforge_content.author import Author
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder
from contentforge_content.jobs.settings import GenerationSettings
from contentforge_content.vocabulary import ContentType, SourceType
from contentforge_platform.ids import TenantId, UserId
from support.oracle import BROKER_ERRORS, Oracle
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import asked, eventually, let_leases_run_out, rounds

LATE = 5.0
_LATENESS = """
SELECT extract(epoch FROM started_at - run_at)::float8 AS late FROM generation_job
WHERE id = ANY ($1::uuid[]) AND started_at IS NOT NULL
"""


async def order_held(rig: Rig, customer: Customer, *delays: float) -> list[UUID]:
    """Order jobs with a hold, as the APIs do that have one: the native one has none."""
    user = await rig.value("SELECT user_id FROM membership WHERE organization_id = $1", customer.tenant)
    assert isinstance(user, UUID)
    plan = PlanCatalogue.load(BillingSettings(default_plan="enterprise")).default
    author = Author(TenantId(customer.tenant), UserId(user), plan)
    orders = [
        JobOrder(
            source_type=SourceType.MANUAL,
            content_types=[ContentType.TITLE],
            source_data={"name": f"Desk lamp {new_mark()}"},
            delay=delay,
        )
        for delay in delays
    ]
    async with rig.uow() as uow, uow.write(author.tenant) as session:
        made = await create_jobs(session, author, JobKinds.configured(GenerationSettings()), orders)
    jobs = [job.id for job in made]
    rig.journal.accepted.update(dict.fromkeys(jobs, customer.tenant))
    return jobs


async def lateness(rig: Rig, jobs: list[UUID]) -> list[float]:
    """How many seconds after its time each job started; waits until all have."""
    late: list[float] = []

    async def all_started() -> bool:
        late[:] = [row["late"] for row in await rig.rows(_LATENESS, jobs)]
        return len(late) == len(jobs)

    await eventually(all_started, "all held jobs have started")
    return sorted(late)


@pytest.mark.parametrize("figure", [1, pytest.param(20, marks=pytest.mark.long)])
async def test_held_jobs_keep_their_time_whatever_is_restarted_meanwhile(
    rig: Rig, desk: Desk, oracle: Oracle, figure: int
) -> None:
    rig.start("scheduler", "generation")  # two of each, as in any deployment that is restarted one by one
    late: list[float] = []
    for _ in range(figure if figure == 1 else rounds(figure)):
        customer = await desk.customer()
        jobs = await order_held(rig, customer, 2.0, 3.0, 4.0, 5.0, 6.0)
        for kind in ("scheduler", "generation"):
            victim = rig.running(kind)[0]
            victim.kill9()
            await let_leases_run_out(rig, victim)
            await rig.restart(victim)
        rig.empty_and_restart_valkey()
        late += await lateness(rig, jobs)
    await oracle.ask(planned_errors=BROKER_ERRORS)
    assert min(late) >= 0
    assert sorted(late)[int(len(late) * 0.99) - 1 if len(late) > 100 else -1] <= LATE
    print(f"{len(late)} held jobs: {min(late):.2f} to {max(late):.2f} s after their time")  # noqa: T201 - figures to report


async def test_a_busy_model_is_asked_again_not_before_it_said(rig: Rig, customer: Customer, oracle: Oracle) -> None:
    asked_for = 4.0
    rig.model.turn(status=429, retry_after=asked_for)
    mark = new_mark()
    job = await customer.order(mark)
    await asked(rig, [mark], 1)
    rig.model.turn(status=0)
    assert (await customer.ended(job))["status"] == "completed"
    [first, second] = rig.model.times(mark)
    assert asked_for <= second - first <= asked_for + LATE
    customer.seal()
    await oracle.ask()


async def test_a_model_that_only_fails_is_asked_three_times_and_nothing_is_billed(
    rig: Rig, customer: Customer, oracle: Oracle
) -> None:
    rig.model.turn(status=500, retry_after=0.1)
    mark = new_mark()
    job = await customer.order(mark)
    told = await customer.ended(job)
    assert (told["status"], len(rig.model.calls(mark))) == ("failed", 3)
    customer.seal()
    await oracle.ask()
