"""Tags of jobs: set one by one and in bulk, shown, found by, and told with how many jobs have them."""

from typing import Any
from uuid import uuid4

import pytest

from contentforge_tenants.access import Role
from support.app import API, Api, Person


async def tag(api: Api, person: Person, job: str, *tags: str, root: str = "") -> Any:
    path = f"{root}{API}/content/jobs/{job}"
    return await api.client.patch(path, json={"tags": list(tags)}, headers=person.auth)


async def bulk(api: Api, person: Person, root: str = "", **body: Any) -> Any:
    return await api.client.post(f"{root}{API}/content/jobs/tags", json=body, headers=person.auth)


async def tags_of(api: Api, person: Person, *jobs: str) -> list[list[str]]:
    answers = [await api.client.get(f"{API}/content/jobs/{job}", headers=person.auth) for job in jobs]
    return [answer.json()["tags"] for answer in answers]


async def test_a_job_is_tagged_anew_and_answered_whole(api: Api) -> None:
    person = await api.person()
    job = await api.finished_job(person)
    assert job["tags"] == []

    answer = await tag(api, person, job["id"], "  Spring   sale ", "mug", "MUG", "")

    assert answer.status_code == 200
    assert answer.json() == {**job, "tags": ["Spring sale", "mug"]}
    assert (await tag(api, person, job["id"])).json() == job


async def test_jobs_are_tagged_in_bulk_and_the_answer_tells_what_is_different(api: Api) -> None:
    person = await api.person()
    first, second, third = [(await api.job(person))["id"] for _ in range(3)]
    await tag(api, person, second, "Sale", "draft")
    await tag(api, person, third, "sale")

    answer = await bulk(api, person, ids=[first, second, third], add=["sale"], remove=["DRAFT"])

    assert answer.status_code == 200
    assert set(answer.json()) == {"changed"}
    told = {one["id"]: one["tags"] for one in answer.json()["changed"]}
    assert told == {first: ["sale"], second: ["Sale"]}
    assert await tags_of(api, person, first, second, third) == [["sale"], ["Sale"], ["sale"]]


async def test_jobs_are_listed_by_a_tag(api: Api) -> None:
    person = await api.person()
    first, second, third = [(await api.job(person))["id"] for _ in range(3)]
    await bulk(api, person, ids=[first, third], add=["Spring sale"])
    await tag(api, person, second, "Spring")

    for asked in ("Spring sale", " spring  SALE "):
        answer = await api.client.get(f"{API}/content/jobs", params={"tag": asked}, headers=person.auth)
        assert [job["id"] for job in answer.json()["items"]] == [third, first]
        assert answer.json()["total"] == 2
    every = await api.client.get(f"{API}/content/jobs", params={"tag": " "}, headers=person.auth)
    assert every.json()["total"] == 3


async def test_tags_in_use_are_told_with_their_jobs(api: Api) -> None:
    person, other = await api.person(), await api.person()
    jobs = [(await api.job(person))["id"] for _ in range(2)]
    await bulk(api, person, ids=jobs, add=["mug"])
    await tag(api, person, jobs[0], "mug", "autumn")
    await tag(api, other, (await api.job(other))["id"], "theirs")

    answer = await api.client.get(f"{API}/content/tags", headers=person.auth)

    assert answer.json() == [{"tag": "mug", "jobs": 2}, {"tag": "autumn", "jobs": 1}]


async def test_one_job_of_somebody_else_stops_all(api: Api) -> None:
    person, other = await api.person(), await api.person()
    mine, theirs = (await api.job(person))["id"], (await api.job(other))["id"]

    foreign = await bulk(api, person, ids=[mine, theirs], add=["mine"])
    nothing = await bulk(api, person, ids=[mine, str(uuid4())], add=["mine"])

    assert foreign.status_code == nothing.status_code == 404
    assert foreign.content == nothing.content
    assert await tags_of(api, person, mine) == [[]]
    assert await tags_of(api, other, theirs) == [[]]


@pytest.mark.parametrize(("role", "own", "others"), [(Role.EDITOR, 200, 200), (Role.AUTHOR, 200, 404)])
async def test_authors_tag_their_own_jobs_and_editors_everybodys(api: Api, role: Role, own: int, others: int) -> None:
    owner, member = await api.person(plan="pro"), await api.person()
    await api.join(member, owner, role)
    below = f"/t/{owner.slug}"
    order = {"source_type": "manual", "source_data": {"name": "Mug"}}
    made = await api.client.post(f"{below}{API}/content/generate", json=order, headers=member.auth)
    theirs, owners = made.json()["id"], (await api.job(owner))["id"]

    assert (await tag(api, member, theirs, "a", root=below)).status_code == own
    assert (await bulk(api, member, below, ids=[theirs], add=["b"])).status_code == own
    assert (await tag(api, member, owners, "a", root=below)).status_code == others
    assert (await bulk(api, member, below, ids=[theirs, owners], add=["c"])).status_code == others
    assert await tags_of(api, owner, theirs) == [["a", "b", "c"] if others == 200 else ["a", "b"]]


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({}, ["body", "tags"]),
        ({"tags": None}, ["body", "tags"]),
        ({"tags": "mug"}, ["body", "tags"]),
        ({"tags": ["mug", 7]}, ["body", "tags", 1]),
        ({"tags": ["x" * 51]}, ["body", "tags", 0]),
        ({"tags": [str(number) for number in range(21)]}, ["body", "tags"]),
    ],
)
async def test_what_cannot_be_tags_is_refused(api: Api, body: dict[str, Any], loc: list[Any]) -> None:
    person = await api.person()
    job = (await api.job(person))["id"]

    answer = await api.client.patch(f"{API}/content/jobs/{job}", json=body, headers=person.auth)

    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert set(problem) == {"loc", "msg", "type"}
    assert problem["loc"] == loc


async def test_the_longest_tags_and_the_most_of_them_are_taken(api: Api) -> None:
    person = await api.person()
    job = (await api.job(person))["id"]
    most = [f"{number:02}" + "ế" * 48 for number in range(20)]

    assert (await tag(api, person, job, *most)).json()["tags"] == most
    too_many = await bulk(api, person, ids=[job], add=["one more"])

    assert too_many.status_code == 422
    assert [problem["loc"] for problem in too_many.json()["detail"]] == [["body", "add"]]
    assert job in too_many.json()["detail"][0]["msg"]
    assert await tags_of(api, person, job) == [most]


@pytest.mark.parametrize(
    "body",
    [
        {"add": ["mug"]},
        {"ids": [], "add": ["mug"]},
        {"ids": ["nonsense"], "add": ["mug"]},
        {"ids": [str(uuid4()) for _ in range(101)], "add": ["mug"]},
        {"ids": [str(uuid4())]},
        {"ids": [str(uuid4())], "add": [], "remove": [" "]},
        {"ids": [str(uuid4())], "add": ["x" * 51]},
    ],
)
async def test_a_change_of_many_that_cannot_be_meant_is_refused(api: Api, body: dict[str, Any]) -> None:
    person = await api.person()

    answer = await bulk(api, person, **body)

    assert answer.status_code == 422
    for problem in answer.json()["detail"]:
        assert set(problem) == {"loc", "msg", "type"}


@pytest.mark.parametrize("tag", ["a\0", "x" * 201])
async def test_a_tag_that_nothing_can_have_is_refused_as_a_wish(api: Api, tag: str) -> None:
    person = await api.person()

    answer = await api.client.get(f"{API}/content/jobs", params={"tag": tag}, headers=person.auth)

    assert answer.status_code == 422
