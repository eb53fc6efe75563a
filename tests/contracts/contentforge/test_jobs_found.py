"""Jobs are found by state, source and words, and a list is read on from the last one that was seen."""

from typing import Any

import pytest

from support.app import API, Api, Person


async def order(api: Api, person: Person, name: str, **more: Any) -> str:
    body = {"source_type": "manual", "source_data": {"name": name}, "content_types": ["title"], **more}
    answer = await api.client.post(f"{API}/content/generate", json=body, headers=person.auth)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def found(api: Api, person: Person, **query: Any) -> tuple[list[str], int]:
    answer = await api.client.get(f"{API}/content/jobs", params=query, headers=person.auth)
    assert answer.status_code == 200, answer.text
    return [job["id"] for job in answer.json()["items"]], answer.json()["total"]


async def test_a_part_of_the_name_is_found_whatever_its_case_and_is_no_pattern(api: Api) -> None:
    person = await api.person()
    mug = await order(api, person, "Enamel Mug 100%")
    await order(api, person, "Kettle")

    assert await found(api, person, search="enamel mug") == ([mug], 1)
    assert await found(api, person, search="100%") == ([mug], 1)
    assert await found(api, person, search="E%M") == ([], 0)


async def test_a_part_of_a_text_is_found(api: Api) -> None:
    person = await api.person()
    job = await api.finished_job(person)
    text = job["content_items"][1]["content"]

    assert await found(api, person, search=text[5:40].upper()) == ([job["id"]], 1)


async def test_states_and_sources_combine(api: Api) -> None:
    person = await api.person()
    typed = await order(api, person, "Mug")
    page = await order(
        api, person, "", source_type="url", source_url="https://shop.example.com/kettle", source_data=None
    )
    await api.client.post(f"{API}/content/jobs/{typed}/cancel", headers=person.auth)

    assert await found(api, person, status="cancelled") == ([typed], 1)
    assert await found(api, person, status=["cancelled", "pending"]) == ([page, typed], 2)
    assert await found(api, person, status="pending", source_type="manual") == ([], 0)
    assert await found(api, person, search="EXAMPLE.com/kettle") == ([page], 1)


async def test_a_list_is_read_on_from_the_last_job_that_was_seen(api: Api) -> None:
    person = await api.person()
    made = [await order(api, person, f"Mug {number}") for number in range(5)]
    newest_first = made[::-1]

    first, total = await found(api, person, per_page=2)
    await order(api, person, "made meanwhile")
    second, left = await found(api, person, per_page=2, before=first[-1])

    assert (first, total) == (newest_first[:2], 5)
    assert (second, left) == (newest_first[2:4], 3)


async def test_another_organizations_job_is_no_place_to_read_on_from(api: Api) -> None:
    person, other = await api.person(), await api.person()
    theirs = await order(api, other, "Mug")
    await order(api, person, "Kettle")

    assert await found(api, person, before=theirs) == ([], 0)
    assert await found(api, person, search="Mug") == ([], 0)


@pytest.mark.parametrize(
    "query", [{"status": "done"}, {"source_type": "ftp"}, {"search": "x" * 201}, {"search": "a\0"}]
)
async def test_what_cannot_be_meant_is_refused(api: Api, query: dict[str, str]) -> None:
    person = await api.person()

    answer = await api.client.get(f"{API}/content/jobs", params=query, headers=person.auth)

    assert answer.status_code == 422
