"""`/auth/provision` and `/auth/claim`: a partner makes accounts for its customers, and they take them over."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, Person


def order(**changes: Any) -> dict[str, Any]:
    unique = uuid4().hex[:12]
    return {
        "email": f"shop-{unique}@example.com",
        "external_platform_id": f"platform-{unique}",
        "external_store_id": "store-1",
        "plan": "free",
        **changes,
    }


async def provision(api: Api, caller: Person | str, body: dict[str, Any], **headers: str) -> httpx.Response:
    """As a person with a token, or as a server with a key."""
    credential = {"X-API-Key": caller} if isinstance(caller, str) else caller.auth
    return await api.client.post(f"{API}/auth/provision", json=body, headers={**credential, **headers})


async def claim_tokens(api: Api, email: str) -> list[str]:
    async with api.runtime.uow.system() as session:
        rows = await session.fetch(
            "SELECT parameters->>'token' AS token FROM outgoing_mail WHERE recipient = $1 AND kind = 'claim_account'"
            " ORDER BY created_at",
            email,
        )
    return [row["token"] for row in rows]


async def generate(api: Api, key: str, **changes: Any) -> httpx.Response:
    body = {"source_type": "manual", "source_data": {"name": "Kettle"}, "content_types": ["title"], **changes}
    return await api.client.post(f"{API}/content/generate", json=body, headers={"X-API-Key": key})


async def usage(api: Api, key: str) -> dict[str, int]:
    told = (await api.client.get(f"{API}/usage", headers={"X-API-Key": key})).json()
    return {metric["name"]: metric["used"] for metric in told["metrics"]}


async def test_a_server_makes_an_account_with_a_key_for_its_customer(api: Api) -> None:
    partner = await api.person(plan="pro")
    key = (await api.key(partner))["key"]
    body = order(plan="pro")

    answer = await provision(api, key, body)

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["user"]["email"] == body["email"]
    assert told["user"]["plan"] == "pro"
    assert told["user"]["id"] == told["user_id"]
    assert told["api_key"].startswith("cf_live_")
    assert (await generate(api, told["api_key"])).status_code == 201
    assert told["organization_id"] != str(partner.organization)


async def test_the_same_names_again_lead_to_the_same_account_and_no_second_key(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = order()
    first = (await provision(api, partner, body)).json()

    again = await provision(api, partner, {**body, "email": "another@example.com"})

    assert again.status_code == 200
    assert again.json()["user"] == first["user"]
    assert again.json()["api_key"] is None


async def test_a_new_key_ends_the_former_one(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = order()
    first = (await provision(api, partner, body)).json()["api_key"]

    again = await provision(api, partner, {**body, "rotate_key": True})

    assert again.status_code == 200
    second = again.json()["api_key"]
    assert (await api.client.get(f"{API}/usage", headers={"X-API-Key": first})).status_code == 401
    assert (await api.client.get(f"{API}/usage", headers={"X-API-Key": second})).status_code == 200
    third = (await provision(api, partner, {**body, "rotate_key": True})).json()["api_key"]
    assert (await api.client.get(f"{API}/usage", headers={"X-API-Key": second})).status_code == 401
    assert (await api.client.get(f"{API}/usage", headers={"X-API-Key": third})).status_code == 200


async def test_twenty_at_once_under_the_same_names_make_one_account(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = order()

    answers = await asyncio.gather(*(provision(api, partner, body) for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["user_id"] for answer in answers}) == 1


async def test_stores_of_one_platform_are_accounts_of_their_own(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = order()
    first = await provision(api, partner, body)
    other = await provision(api, partner, {**body, "email": order()["email"], "external_store_id": "store-2"})
    without = await provision(api, partner, {**body, "email": order()["email"], "external_store_id": None})
    assert [first.status_code, other.status_code, without.status_code] == [201, 201, 201]
    assert len({answer.json()["user_id"] for answer in (first, other, without)}) == 3


async def test_two_partners_may_use_the_same_names(api: Api) -> None:
    body = order()
    one = await provision(api, await api.person(), body)
    two = await provision(api, await api.person(), {**body, "email": order()["email"]})
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json()["user_id"] != two.json()["user_id"]


async def test_an_address_that_has_an_account_is_refused_and_left_alone(api: Api) -> None:
    partner, other = await api.person(plan="pro"), await api.person()
    body = order(email=other.email.upper())

    answer = await provision(api, partner, body)

    assert answer.status_code == 409
    assert set(answer.json()) == {"detail"}
    signed_in = await api.client.post(f"{API}/auth/login", json={"email": other.email, "password": PASSWORD})
    assert signed_in.status_code == 200
    assert signed_in.json()["user"]["plan"] == "free"
    assert (await provision(api, partner, {**body, "email": order()["email"]})).status_code == 201


async def test_nobody_gives_more_than_they_have(api: Api) -> None:
    answer = await provision(api, await api.person(plan="pro"), order(plan="enterprise"))
    assert answer.status_code == 403
    assert "Enterprise" in answer.json()["detail"]
    assert "Pro" in answer.json()["detail"]


async def test_on_the_free_plan_five_accounts_a_day_are_made_however_many_are_asked_for_at_once(api: Api) -> None:
    partner = await api.person()

    answers = await asyncio.gather(*(provision(api, partner, order()) for _ in range(30)))

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [403] * 25
    assert all("limit" in answer.json()["detail"] for answer in answers if answer.status_code == 403)


async def test_a_key_of_any_plan_may_provision_if_it_may_write(api: Api) -> None:
    partner = await api.person()
    writing = (await api.key(partner, scopes=["write"]))["key"]
    reading = (await api.key(partner, scopes=["read"]))["key"]
    assert (await provision(api, writing, order())).status_code == 201
    assert (await provision(api, reading, order())).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.VIEWER])
async def test_only_owners_may_provision(api: Api, role: Role) -> None:
    owner, member = await api.person(plan="pro"), await api.person()
    await api.join(member, owner, role)
    answer = await api.client.post(f"/t/{owner.slug}{API}/auth/provision", json=order(), headers=member.auth)
    assert answer.status_code == 403


async def test_what_was_provisioned_provisions_nothing(api: Api) -> None:
    partner = await api.person(plan="pro")
    child = (await provision(api, partner, order(plan="pro"))).json()["api_key"]
    answer = await provision(api, child, order())
    assert answer.status_code == 403
    assert "partner" in answer.json()["detail"]


async def test_an_idempotency_key_cannot_show_the_key_again(api: Api) -> None:
    partner, body = await api.person(plan="pro"), order()
    first = await provision(api, partner, body, **{"Idempotency-Key": "once"})
    again = await provision(api, partner, body, **{"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code) == (201, 409)
    assert "already used" in again.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"plan": "platinum"}, "plan"),
        ({"external_platform_id": " "}, "external_platform_id"),
        ({"external_platform_id": "x" * 201}, "external_platform_id"),
        ({"external_store_id": "x" * 201}, "external_store_id"),
        ({"external_platform_id": 7}, "external_platform_id"),
        ({"rotate_key": "perhaps"}, "rotate_key"),
    ],
)
async def test_bad_input_names_its_field(api: Api, change: dict[str, Any], field: str) -> None:
    answer = await provision(api, await api.person(plan="pro"), order(**change))
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", field]


async def test_text_that_no_database_takes_is_refused(api: Api) -> None:
    answer = await provision(api, await api.person(plan="pro"), order(external_store_id="a\0b"))
    assert answer.status_code == 422


async def test_the_customer_takes_the_account_over_by_mail(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = order()
    user = (await provision(api, partner, body)).json()["user_id"]
    [token] = await claim_tokens(api, body["email"])
    account = {"email": body["email"], "password": PASSWORD}
    assert (await api.client.post(f"{API}/auth/login", json=account)).status_code == 401

    claimed = await api.client.post(f"{API}/auth/claim", json={"token": token, "password": PASSWORD})

    assert claimed.status_code == 200, claimed.text
    signed_in = await api.client.post(f"{API}/auth/login", json=account)
    assert signed_in.status_code == 200
    assert signed_in.json()["user"]["id"] == user
    again = await api.client.post(f"{API}/auth/claim", json={"token": token, "password": "another password"})
    assert again.status_code == 400


async def test_no_second_mail_is_sent_while_the_first_is_good(api: Api) -> None:
    partner, body = await api.person(plan="pro"), order()
    user = (await provision(api, partner, body)).json()["user_id"]
    for _ in range(2):
        await provision(api, partner, body)
    assert len(await claim_tokens(api, body["email"])) == 1
    async with api.runtime.uow.write(None) as session:
        await session.fetchval("UPDATE one_time_token SET expires_at = now() WHERE subject_id = $1", UUID(user))
    await provision(api, partner, body)
    assert len(await claim_tokens(api, body["email"])) == 2


async def test_a_weak_password_leaves_the_token_good(api: Api) -> None:
    body = order()
    await provision(api, await api.person(), body)
    [token] = await claim_tokens(api, body["email"])
    short = await api.client.post(f"{API}/auth/claim", json={"token": token, "password": "short"})
    assert short.status_code == 422
    good = await api.client.post(f"{API}/auth/claim", json={"token": token, "password": PASSWORD})
    assert good.status_code == 200


async def test_a_childs_work_counts_for_its_partner_too(prompt_api: Api) -> None:
    api = prompt_api
    partner = await api.person(plan="pro")
    own = (await api.key(partner))["key"]
    child = (await provision(api, partner, order(plan="pro"))).json()["api_key"]

    for _ in range(2):
        assert (await generate(api, child)).status_code == 201
    await generate(api, own)
    assert await usage(api, child) == {"generations": 2, "images": 0}
    assert await usage(api, own) == {"generations": 3, "images": 0}

    await api.workshop.run()
    assert await usage(api, own) == {"generations": 3, "images": 0}


async def test_what_a_child_cancels_is_given_back_to_both(prompt_api: Api) -> None:
    api = prompt_api
    partner = await api.person(plan="pro")
    own = (await api.key(partner))["key"]
    child = (await provision(api, partner, order(plan="pro"))).json()["api_key"]
    job = (await generate(api, child)).json()["id"]

    await api.client.post(f"{API}/content/jobs/{job}/cancel", headers={"X-API-Key": child})

    assert await usage(api, child) == {"generations": 0, "images": 0}
    assert await usage(api, own) == {"generations": 0, "images": 0}


async def test_a_child_falls_with_its_partner_on_the_next_request(api: Api) -> None:
    partner = await api.person(plan="pro")
    child = (await provision(api, partner, order(plan="pro"))).json()["api_key"]
    assert (await generate(api, child)).status_code == 201

    await api.set_plan(partner.organization, "free")
    fallen = await generate(api, child)
    assert fallen.status_code == 403
    assert "Free" in fallen.json()["detail"]

    await api.set_plan(partner.organization, "pro:paused")
    assert "limit" in (await generate(api, child)).json()["detail"]
    await api.set_plan(partner.organization, "enterprise")
    assert (await generate(api, child)).status_code == 201


async def test_a_childs_plan_is_not_for_sale(api: Api) -> None:
    partner, body = await api.person(plan="pro"), order()
    await provision(api, partner, body)
    [token] = await claim_tokens(api, body["email"])
    await api.client.post(f"{API}/auth/claim", json={"token": token, "password": PASSWORD})
    signed_in = await api.client.post(f"{API}/auth/login", json={"email": body["email"], "password": PASSWORD})
    auth = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    for path, wanted in (("checkout", {"plan": "pro"}), ("portal", None)):
        answer = await api.client.post(f"{API}/billing/{path}", json=wanted, headers=auth)
        assert answer.status_code == 403
        assert "partner" in answer.json()["detail"]
