"""Organizations in the console: found, shut, opened, and given plans."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentforge_app.runtime import Runtime
from contentforge_billing import overrides
from contentforge_tenants.access import Role
from support.app import API, Api, Person
from support.operators import Operating, operating

SHOWN = {
    *("id", "slug", "name", "kind", "state", "suspended_at", "suspended_for", "plan", "plan_name", "read_only"),
    *("override", "usage", "members", "provisioned", "owner", "partner", "created_at"),
}


async def status(api: Api, person: Person, path: str = "usage") -> int:
    return (await api.client.get(f"{API}/{path}", headers=person.auth)).status_code


async def test_an_organization_is_shown_with_plan_use_people_and_partner(api: Api, operator: Operating) -> None:
    owner, member = await api.person(plan="pro"), await api.person()
    await api.join(member, owner, Role.EDITOR)
    await api.job(owner)

    shown = await operator.get(f"organizations/{owner.organization}")

    assert shown.keys() == SHOWN | {"people"}
    assert {name: shown[name] for name in ("id", "slug", "kind", "state", "plan", "plan_name", "read_only")} == {
        "id": str(owner.organization),
        "slug": owner.slug,
        "kind": "personal",
        "state": "active",
        "plan": "pro",
        "plan_name": "Pro",
        "read_only": False,
    }
    assert shown["usage"] == {"generations": {"used": 1, "limit": 200}, "images": {"used": 0, "limit": 100}}
    assert (shown["override"], shown["partner"], shown["suspended_at"]) == (None, None, None)
    assert (shown["members"], shown["provisioned"]) == (2, 0)
    assert shown["owner"]["email"] == owner.email
    assert [(one["email"], one["role"]) for one in shown["people"]] == [
        (owner.email, "OWNER"),
        (member.email, "EDITOR"),
    ]


async def test_a_provisioned_organization_is_shown_with_its_partner(api: Api, operator: Operating) -> None:
    partner = await api.person(plan="pro")
    answer = await api.client.post(
        f"{API}/auth/provision",
        json={"email": "child@example.com", "external_platform_id": "shop"},
        headers=partner.auth,
    )
    assert answer.status_code == 201, answer.text

    [child] = await operator.everything("organizations", partner_id=str(partner.organization))

    assert child["partner"] == {
        "id": str(partner.organization),
        "slug": partner.slug,
        "name": child["partner"]["name"],
        "state": "active",
    }
    assert (await operator.get(f"organizations/{partner.organization}"))["provisioned"] == 1


async def test_organizations_are_listed_newest_first_and_each_once(api: Api, operator: Operating) -> None:
    people = [await api.person() for _ in range(5)]

    found = await operator.everything("organizations", limit=2)

    slugs = [one["slug"] for one in found]
    assert slugs[:5] == [one.slug for one in reversed(people)]
    assert len(slugs) == len(set(slugs))
    assert all(one.keys() == SHOWN for one in found)


async def test_organizations_are_found_by_words_state_and_plan(api: Api, operator: Operating) -> None:
    one, other = await api.person(plan="pro"), await api.person()
    await operator.do("POST", f"organizations/{other.organization}/suspend", reason="A test")

    async def found(**asked: str) -> list[str]:
        return [entry["slug"] for entry in await operator.everything("organizations", **asked)]

    assert await found(q=one.email.upper()) == [one.slug]
    assert await found(q=one.slug[:-1]) == [one.slug]
    assert await found(q="100%_") == []
    assert await found(state="suspended") == [other.slug]
    assert await found(plan="pro") == [one.slug]
    assert await found(plan="pro", state="suspended") == []
    assert one.slug in await found(q="", plan="")


async def test_a_suspended_organization_is_refused_from_its_next_request_on(api: Api, operator: Operating) -> None:
    owner, bystander = await api.person(plan="pro"), await api.person()
    key = {"X-API-Key": (await api.key(owner))["key"]}

    await operator.do("POST", f"organizations/{owner.organization}/suspend", reason="A chargeback")

    refused = await api.client.get(f"{API}/usage", headers=owner.auth)
    assert (refused.status_code, refused.json()) == (403, {"detail": "This organization is suspended."})
    assert (await api.client.get(f"{API}/usage", headers=key)).status_code == 403
    assert await status(api, bystander) == 200
    shown = await operator.get(f"organizations/{owner.organization}")
    assert (shown["state"], shown["suspended_for"]) == ("suspended", "A chargeback")
    assert shown["suspended_at"] is not None

    await operator.do("POST", f"organizations/{owner.organization}/resume", reason="It was paid")

    assert await status(api, owner) == 200
    assert (await api.client.get(f"{API}/usage", headers=key)).status_code == 200
    shown = await operator.get(f"organizations/{owner.organization}")
    assert (shown["state"], shown["suspended_for"], shown["suspended_at"]) == ("active", None, None)


async def test_what_a_partner_has_provisioned_is_shut_with_it(api: Api, operator: Operating) -> None:
    partner = await api.person(plan="pro")
    made = await api.client.post(
        f"{API}/auth/provision",
        json={"email": "child2@example.com", "external_platform_id": "shop"},
        headers=partner.auth,
    )
    key = {"X-API-Key": made.json()["api_key"]}
    assert (await api.client.get(f"{API}/usage", headers=key)).status_code == 200

    await operator.do("POST", f"organizations/{partner.organization}/suspend", reason="A chargeback")

    assert (await api.client.get(f"{API}/usage", headers=key)).status_code == 403


async def test_it_cannot_be_suspended_or_resumed_twice(api: Api, operator: Operating) -> None:
    owner = await api.person()
    where = f"organizations/{owner.organization}"

    answers = await asyncio.gather(
        *(operator.ask("POST", f"{where}/suspend", json={"reason": "At once"}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    await operator.do("POST", f"{where}/resume", reason="Enough")
    again = await operator.ask("POST", f"{where}/resume", json={"reason": "Enough"})
    assert (again.status_code, again.json()) == (409, {"detail": "This organization is not suspended."})


@pytest.mark.parametrize("reason", [None, "", "  a  ", "x" * 501, "nul \0", 7])
async def test_a_reason_is_needed(api: Api, operator: Operating, reason: Any) -> None:
    owner = await api.person()

    answer = await operator.ask("POST", f"organizations/{owner.organization}/suspend", json={"reason": reason})

    assert answer.status_code == 422, answer.text
    assert await status(api, owner) == 200
    assert await operator.everything("actions") == []


async def test_an_override_holds_from_the_next_request_on_until_it_is_lifted(api: Api, operator: Operating) -> None:
    owner = await api.person()
    where = f"organizations/{owner.organization}/plan-override"
    ends = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)

    await operator.do("PUT", where, plan="enterprise", reason="A pilot", ends_at=ends.isoformat())

    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "enterprise"
    given = (await operator.get(f"organizations/{owner.organization}"))["override"]
    assert {name: given[name] for name in ("plan", "reason", "set_by", "ends_at")} == {
        "plan": "enterprise",
        "reason": "A pilot",
        "set_by": str(operator.person.user_id),
        "ends_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }

    await operator.do("PUT", where, plan="pro", reason="A smaller pilot")
    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "pro"

    await operator.do("POST", f"{where}/lift", reason="The pilot is over")
    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "free"
    assert (await operator.get(f"organizations/{owner.organization}"))["override"] is None
    gone = await operator.ask("POST", f"{where}/lift", json={"reason": "Again"})
    assert (gone.status_code, gone.json()) == (404, {"detail": "This organization has no plan override."})


async def test_what_was_given_before_and_not_bought_comes_back(api: Api, operator: Operating) -> None:
    owner = await api.person(plan="pro")
    where = f"organizations/{owner.organization}/plan-override"

    await operator.do("PUT", where, plan="enterprise", reason="A pilot")
    await operator.do("PUT", where, plan="free", reason="Another thought")
    await operator.do("POST", f"{where}/lift", reason="The pilot is over")

    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "pro"


async def _let_it_end(runtime: Runtime, owner: Person) -> None:
    async with runtime.uow.write(owner.organization) as session:
        await session.fetchval("UPDATE plan_override SET ends_at = clock_timestamp() - interval '1 second'")


async def test_an_override_ends_by_itself(api: Api, operator: Operating) -> None:
    owner, other = await api.person(), await api.person()
    for person in (owner, other):
        await operator.do("PUT", f"organizations/{person.organization}/plan-override", plan="pro", reason="A pilot")
    await _let_it_end(api.runtime, owner)

    await api.runtime.overrides.run()

    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "free"
    assert (await api.client.get(f"{API}/usage", headers=other.auth)).json()["plan"] == "pro"
    async with api.runtime.uow.read(owner.organization) as session:
        assert await overrides.in_force(session, owner.organization) is None


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"plan": "golden"}, ["body", "plan"]),
        ({"plan": "pro", "ends_at": "2020-01-01T00:00:00Z"}, ["body", "ends_at"]),
        ({"plan": "pro", "ends_at": "2030-01-01T00:00:00"}, ["body", "ends_at"]),
        ({"plan": "x" * 33}, ["body", "plan"]),
    ],
)
async def test_an_override_must_be_of_a_plan_on_offer_and_end_in_the_future(
    api: Api, operator: Operating, body: dict[str, str], where: list[str]
) -> None:
    owner = await api.person()

    answer = await operator.ask(
        "PUT", f"organizations/{owner.organization}/plan-override", json={"reason": "A pilot", **body}
    )

    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"][0]["loc"] == where
    assert (await api.client.get(f"{API}/usage", headers=owner.auth)).json()["plan"] == "free"


async def test_every_change_is_in_the_operators_list_and_in_the_organizations_log(
    api: Api, operator: Operating
) -> None:
    owner, second = await api.person(), await operating(api)
    where = f"organizations/{owner.organization}"
    agent = {**operator.person.auth, "User-Agent": "console/1"}

    suspended = await api.client.post(f"{API}/operator/{where}/suspend", json={"reason": "A chargeback"}, headers=agent)
    assert suspended.status_code == 204
    await second.do("POST", f"{where}/resume", reason="It was paid")
    await second.do("PUT", f"{where}/plan-override", plan="pro", reason="As a consolation")

    actions = await operator.everything("actions", limit=2)
    assert [(one["action"], one["reason"], one["operator"]["email"]) for one in actions] == [
        ("override_plan", "As a consolation", second.person.email),
        ("resume", "It was paid", second.person.email),
        ("suspend", "A chargeback", operator.person.email),
    ]
    first = actions[-1]
    assert (first["entity"], first["entity_id"], first["organization_slug"]) == (
        "Organization",
        str(owner.organization),
        owner.slug,
    )
    assert (first["old_value"], first["new_value"]) == ({"state": "active"}, {"state": "suspended"})
    assert first["ip_address"] is not None
    assert first["user_agent"] == "console/1"
    assert [one["action"] for one in await operator.everything("actions", operator_id=str(second.person.user_id))] == [
        "override_plan",
        "resume",
    ]
    assert len(await operator.everything("actions", action="resume", organization_id=str(owner.organization))) == 1
    assert await operator.everything("actions", organization_id=str(operator.person.organization)) == []

    async with api.runtime.uow.read(owner.organization) as session:
        log = await session.fetch(
            "SELECT user_id, ip, entity, new_value->>'operator' AS verb, new_value->>'reason' AS reason"
            " FROM audit_event ORDER BY created_at"
        )
    mine = [row for row in log if row["verb"] is not None]
    assert [(row["verb"], row["reason"], row["user_id"]) for row in mine] == [
        ("suspend", "A chargeback", operator.person.user_id),
        ("resume", "It was paid", second.person.user_id),
        ("override_plan", "As a consolation", second.person.user_id),
    ]
    assert mine[0]["ip"] == first["ip_address"]
