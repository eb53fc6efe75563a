"""Templates, as the contract's table and notes say."""

from typing import Any

import pytest

from support.app import API, Api

TEMPLATE = {
    "id",
    "user_id",
    "name",
    "description",
    "tone",
    "style",
    "content_types",
    "prompt_override",
    "is_system",
    "is_default",
    "created_at",
    "updated_at",
}


async def test_everybody_sees_the_system_templates(api: Api) -> None:
    person = await api.person()

    answer = await api.client.get(f"{API}/templates/", headers=person.auth)

    assert answer.status_code == 200
    assert [t["name"] for t in answer.json()] == ["Professional", "Casual", "SEO-Optimized", "Luxury"]
    assert all(set(t) == TEMPLATE and t["is_system"] and t["user_id"] is None for t in answer.json())
    assert [t["is_default"] for t in answer.json()] == [True, False, False, False]


async def test_one_creates_reads_changes_and_deletes_a_template(api: Api) -> None:
    person = await api.person()
    wanted = {"name": "Ours", "tone": "playful", "content_types": ["title"], "prompt_override": "Say ${product_name}"}

    made = await api.client.post(f"{API}/templates/", json=wanted, headers=person.auth)

    assert made.status_code == 201
    template = made.json()
    assert set(template) == TEMPLATE
    assert template["style"] == "detailed"
    assert template["is_system"] is False
    assert template["user_id"] == str(person.user_id)
    where = f"{API}/templates/{template['id']}"
    assert (await api.client.get(where, headers=person.auth)).json() == template
    changes: dict[str, Any] = {"tone": "formal", "prompt_override": None, "content_types": []}
    changed = (await api.client.patch(where, json=changes, headers=person.auth)).json()
    assert (changed["tone"], changed["prompt_override"], changed["content_types"]) == ("formal", None, [])
    assert changed["name"] == "Ours"
    assert (await api.client.delete(where, headers=person.auth)).status_code == 204
    gone = await api.client.get(where, headers=person.auth)
    assert (gone.status_code, gone.json()) == (404, {"detail": "Template not found."})


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_system_template_cannot_be_touched(api: Api, method: str) -> None:
    person = await api.person()
    system = (await api.client.get(f"{API}/templates", headers=person.auth)).json()[0]

    answer = await api.client.request(
        method, f"{API}/templates/{system['id']}", json={"name": "Mine"}, headers=person.auth
    )

    assert answer.status_code == 403
    assert "system" in answer.json()["detail"]


async def test_an_unknown_placeholder_is_refused(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(
        f"{API}/templates", json={"name": "x", "prompt_override": "${__class__}"}, headers=person.auth
    )

    assert answer.status_code == 422


async def test_the_list_takes_the_envelope_when_a_page_is_asked_for(api: Api) -> None:
    person = await api.person()

    answer = (await api.client.get(f"{API}/templates?page=2&per_page=3", headers=person.auth)).json()

    assert set(answer) == {"items", "total", "page", "per_page"}
    assert [t["name"] for t in answer["items"]] == ["Luxury"]
    assert answer["total"] == 4


async def test_a_template_that_is_not_there_cannot_be_written_with(api: Api) -> None:
    person = await api.person()
    order = {"source_type": "manual", "source_data": {"name": "x"}, "template_id": "64b000000000000000000000"}

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Template not found."})
