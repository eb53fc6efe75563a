"""People who do everything to the same job at the same moment: whatever wins, the books stay right."""

import asyncio
import random
from collections.abc import Awaitable

import httpx

from support.app import API, Api, Person

_WRONG_COUNTERS = """
SELECT count(*) FROM usage_period AS counter
WHERE (counter.used, counter.held) <> (
    SELECT coalesce(sum(units) FILTER (WHERE state = 'settled'), 0)::int,
           coalesce(sum(units) FILTER (WHERE state = 'held'), 0)::int
    FROM usage_entry AS entry
    WHERE entry.organization_id = counter.organization_id AND entry.metric = counter.metric
)
"""
_GIVEN_AWAY = """
SELECT count(*) FROM generation_job AS job
JOIN content_item AS item ON item.organization_id = job.organization_id AND item.job_id = job.id
WHERE job.status <> 'completed' AND item.text IS NOT NULL
"""


async def ordered(api: Api, person: Person) -> str:
    return str((await api.job(person, content_types=["title", "keywords"]))["id"])


def assaults(api: Api, person: Person, job: str, items: list[str]) -> list[Awaitable[httpx.Response]]:
    """Every way to end, change or repeat a job, in no order."""
    at, auth = api.client, person.auth
    moves: list[Awaitable[httpx.Response]] = [
        at.post(f"{API}/content/jobs/{job}/cancel", headers=auth),
        at.post(f"{API}/content/jobs/{job}/cancel", headers=auth),
        at.delete(f"{API}/content/jobs/{job}", headers=auth),
    ]
    for item in items:
        moves += [
            at.post(f"{API}/content/{item}/regenerate", headers=auth),
            at.post(f"{API}/content/{item}/regenerate", headers=auth),
            at.patch(f"{API}/content/{item}", json={"content": "A text of one's own"}, headers=auth),
            at.post(f"{API}/content/{item}/rollback", headers=auth),
        ]
    random.shuffle(moves)
    return moves


async def test_cancelling_deleting_and_regenerating_at_once_leave_the_books_right(api: Api) -> None:
    person = await api.person(plan="pro")
    finished = [await ordered(api, person) for _ in range(3)]
    await api.workshop.run()
    shown = [(await api.client.get(f"{API}/content/jobs/{job}", headers=person.auth)).json() for job in finished]
    fresh = [await ordered(api, person) for _ in range(3)]

    moves = [
        move
        for job in shown
        for move in assaults(api, person, job["id"], [item["id"] for item in job["content_items"]])
    ]
    moves += [move for job in fresh for move in assaults(api, person, job, [])]
    answers, _ = await asyncio.gather(asyncio.gather(*moves), api.workshop.run())

    assert {answer.status_code for answer in answers} <= {200, 201, 204, 400, 404, 409}
    async with api.runtime.uow.read(person.organization) as session:
        assert await session.fetchval(_WRONG_COUNTERS) == 0
        assert await session.fetchval(_GIVEN_AWAY) == 0
