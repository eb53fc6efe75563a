"""Jobs in the console: found by how they fare, begun anew, hastened and called off."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from contentforge_billing import usage
from contentforge_platform.work import Claim, GiveUp, RetryLater, sweep
from support.app import API, Api, Person
from support.operators import Operating

SECRET = "sk_live_abcdefghijklmnopqrstuvwxyz"
SHOWN = {
    *("id", "organization_id", "organization_slug", "user_id", "status", "error_message", "source_type"),
    *("content_types", "provider", "model", "open_items", "run_at", "created_at", "updated_at", "started_at"),
    "completed_at",
}
WORK = {
    *("id", "subject_id", "kind", "queue", "state", "attempt", "max_attempts", "last_error", "leased_by"),
    *("lease_until", "run_at", "created_at", "finished_at"),
}


class Failing:
    """Fails each job as told, and gives up as the real one does."""

    def __init__(self, api: Api, failure: Exception) -> None:
        self._real = api.workshop.generation()
        self._failure = failure

    async def run(self, _claim: Claim) -> None:
        raise self._failure

    async def give_up(self, claim: Claim, reason: str) -> None:
        await self._real.give_up(claim, reason)


async def run(api: Api, failure: Exception | None = None) -> None:
    """Have the workers do what there is to do, or fail at it."""
    api.workshop.more = {} if failure is None else {"generation": Failing(api, failure)}
    await api.workshop.run()


async def failed_job(api: Api, owner: Person, **order: Any) -> str:
    job = await api.job(owner, **order)
    await run(api, GiveUp("The page cannot be read."))
    return str(job["id"])


def place(owner: Person, job: str) -> str:
    return f"organizations/{owner.organization}/jobs/{job}"


async def job_of(api: Api, owner: Person, job: str) -> Any:
    return (await api.client.get(f"{API}/content/jobs/{job}", headers=owner.auth)).json()


async def used(api: Api, owner: Person) -> dict[str, int]:
    told = (await api.client.get(f"{API}/usage", headers=owner.auth)).json()
    return {metric["name"]: metric["used"] for metric in told["metrics"]}


async def books_agree(api: Api) -> bool:
    async with api.runtime.uow.system() as session:
        return await usage.ledger_agrees(session)


async def test_jobs_are_found_by_state_organization_and_age(api: Api, operator: Operating) -> None:
    one, other = await api.person(), await api.person()
    failed = await failed_job(api, one)
    await api.job(one)
    await api.job(other)
    async with api.runtime.uow.write(other.organization) as session:
        await session.fetchval("UPDATE generation_job SET created_at = created_at - interval '2 hours'")

    async def found(**asked: Any) -> list[tuple[str, str]]:
        jobs = await operator.everything("jobs", limit=1, **asked)
        assert all(job.keys() == SHOWN for job in jobs)
        return [(job["organization_slug"], job["status"]) for job in jobs]

    assert await found() == [(one.slug, "pending"), (one.slug, "failed"), (other.slug, "pending")]
    assert await found(status="failed") == [(one.slug, "failed")]
    assert await found(organization_id=str(other.organization)) == [(other.slug, "pending")]
    assert await found(organization_id=str(one.organization), status="pending") == [(one.slug, "pending")]
    assert await found(older_than=3600) == [(other.slug, "pending")]
    assert await found(newer_than=3600, status="pending") == [(one.slug, "pending")]
    [shown] = await operator.everything("jobs", status="failed")
    assert (shown["id"], shown["error_message"], shown["source_type"]) == (failed, "The page cannot be read.", "manual")


@pytest.mark.parametrize("asked", [{"status": "lost"}, {"older_than": -1}, {"newer_than": 10**20}, {"limit": 101}])
async def test_what_cannot_be_asked_is_refused(operator: Operating, asked: dict[str, Any]) -> None:
    answer = await operator.ask("GET", "jobs", params=asked)

    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"][0]["loc"] == ["query", next(iter(asked))]


async def test_a_job_shows_the_work_behind_it_and_no_secret_of_an_error(api: Api, operator: Operating) -> None:
    owner = await api.person(plan="pro")
    job = await api.job(owner, image_urls=["https://shop.example.com/a.jpg"])
    await run(api, RetryLater(f"The model said 401 for {SECRET}", delay=200))

    shown = await operator.get(place(owner, job["id"]))

    assert shown.keys() == SHOWN | {"work"}
    assert all(item.keys() == WORK for item in shown["work"])
    texts, image = sorted(shown["work"], key=lambda item: item["kind"])
    assert (texts["kind"], texts["subject_id"], texts["state"]) == ("generation", job["id"], "scheduled")
    assert (texts["attempt"], texts["max_attempts"], texts["leased_by"]) == (1, 3, "workshop")
    assert texts["last_error"] == "The model said 401 for sk_***"
    assert (image["kind"], image["subject_id"], image["attempt"]) == ("image", job["image_items"][0]["id"], 0)
    assert SECRET not in str(shown)
    assert "Copper Kettle" not in str(shown)


async def test_a_failed_job_begins_anew_and_is_paid_for_once(api: Api, operator: Operating) -> None:
    owner = await api.person()
    job = await failed_job(api, owner)
    assert await used(api, owner) == {"generations": 0, "images": 0}

    await operator.do("POST", f"{place(owner, job)}/retry", reason="The shop is back")

    assert (await job_of(api, owner, job))["status"] == "pending"
    assert await used(api, owner) == {"generations": 1, "images": 0}
    await run(api)
    done = await job_of(api, owner, job)
    assert (done["status"], done["error_message"], len(done["content_items"])) == ("completed", None, 5)
    assert await used(api, owner) == {"generations": 1, "images": 0}
    assert await books_agree(api)
    [action] = await operator.everything("actions", action="retry_job")
    assert (action["entity_id"], action["reason"]) == (job, "The shop is back")
    assert (action["old_value"], action["new_value"]) == ({"status": "failed"}, {"status": "pending"})


async def test_a_job_is_retried_once_however_many_ask(api: Api, operator: Operating) -> None:
    owner = await api.person()
    job = await failed_job(api, owner)

    answers = await asyncio.gather(*(operator.ask("POST", f"{place(owner, job)}/retry") for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    assert len((await operator.get(place(owner, job)))["work"]) == 2
    assert await used(api, owner) == {"generations": 1, "images": 0}


async def test_the_images_that_were_called_off_with_a_job_come_back_with_it(api: Api, operator: Operating) -> None:
    owner = await api.person(plan="pro")
    urls = ["https://shop.example.com/a.jpg", "https://shop.example.com/b.jpg"]
    order = await api.job(owner, image_urls=urls)
    [lost, kept] = [UUID(image["id"]) for image in order["image_items"]]
    async with api.runtime.uow.system() as session:  # one has failed by itself: what it stored is about to be deleted
        await session.fetchval("UPDATE work_item SET state = 'failed' WHERE subject_id = $1", lost)
    await run(api, GiveUp("The page cannot be read."))
    assert await used(api, owner) == {"generations": 0, "images": 0}

    await operator.do("POST", f"{place(owner, order['id'])}/retry")

    images = {UUID(image["id"]): image["status"] for image in (await job_of(api, owner, order["id"]))["image_items"]}
    assert images == {lost: "failed", kept: "pending"}
    assert await used(api, owner) == {"generations": 1, "images": 1}
    assert (await operator.get(place(owner, order["id"])))["open_items"] == 2
    assert await books_agree(api)


async def test_a_retry_needs_units_of_the_plan(api: Api, operator: Operating) -> None:
    owner = await api.person()
    job = await failed_job(api, owner)
    for _ in range(10):
        await api.job(owner)

    answer = await operator.ask("POST", f"{place(owner, job)}/retry")

    assert (answer.status_code, "limit of 10" in answer.json()["detail"]) == (403, True)
    assert (await job_of(api, owner, job))["status"] == "failed"
    assert await operator.everything("actions") == []


async def test_a_job_that_waits_for_its_next_attempt_is_tried_now(api: Api, operator: Operating) -> None:
    owner = await api.person()
    job = (await api.job(owner))["id"]
    await run(api, RetryLater("The model is busy.", delay=200))

    await operator.do("POST", f"{place(owner, job)}/retry", reason="It is no longer busy")

    async with api.runtime.uow.system() as session:
        await sweep.sweep(session)
    await run(api)
    assert (await job_of(api, owner, job))["status"] == "completed"
    [action] = await operator.everything("actions")
    assert (action["action"], action["new_value"]) == ("retry_job", {"hastened": True})


async def test_what_is_under_way_held_back_done_or_cancelled_is_not_retried(api: Api, operator: Operating) -> None:
    owner = await api.person()
    done = (await api.finished_job(owner))["id"]
    due = (await api.job(owner))["id"]
    held = (await api.job(owner))["id"]
    async with api.runtime.uow.system() as session:
        await session.fetchval(
            "UPDATE work_item SET state = 'scheduled', run_at = clock_timestamp() + interval '60 s'"
            " WHERE subject_id = $1",
            UUID(held),
        )
    cancelled = (await api.job(owner))["id"]
    await operator.do("POST", f"{place(owner, cancelled)}/cancel", reason="It was a mistake")

    for job in (done, due, held, cancelled):
        answer = await operator.ask("POST", f"{place(owner, job)}/retry")
        assert answer.status_code == 409, answer.text


async def test_a_job_is_called_off_and_costs_nothing(api: Api, operator: Operating) -> None:
    owner = await api.person()
    job = (await api.job(owner))["id"]

    await operator.do("POST", f"{place(owner, job)}/cancel", reason="It was a mistake")

    assert (await job_of(api, owner, job))["status"] == "cancelled"
    assert await used(api, owner) == {"generations": 0, "images": 0}
    again = await operator.ask("POST", f"{place(owner, job)}/cancel")
    assert (again.status_code, again.json()) == (409, {"detail": "This job is already cancelled."})
    [action] = await operator.everything("actions")
    assert (action["action"], action["organization_slug"]) == ("cancel_job", owner.slug)


async def test_a_job_is_found_below_its_own_organization_only(api: Api, operator: Operating) -> None:
    owner, other = await api.person(), await api.person()
    job = (await api.job(owner))["id"]

    for method, path in (("GET", ""), ("POST", "/retry"), ("POST", "/cancel")):
        answer = await operator.ask(method, f"{place(other, job)}{path}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Generation job not found."})
    assert (await job_of(api, owner, job))["status"] == "pending"
