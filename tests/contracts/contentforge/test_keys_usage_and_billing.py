"""API keys, usage, billing, organizations and health, as the contract's tables and notes say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contentforge_tenants.access import Role
from support.app import API, Api

KEY = {
    "id",
    "name",
    "key_prefix",
    "prefix",
    "scopes",
    "is_active",
    "last_used_at",
    "last_used",
    "expires_at",
    "created_at",
}


async def test_a_key_is_shown_once_and_listed_without_itself(api: Api) -> None:
    person = await api.person(plan="pro")

    made = await api.client.post(f"{API}/api-keys", json={"name": "Importer"}, headers=person.auth)

    assert made.status_code == 201
    key = made.json()
    assert set(key) == KEY | {"key"}
    assert key["key"].startswith("cf_live_")
    assert key["key"].startswith(key["key_prefix"])
    assert sorted(key["scopes"]) == ["read", "write"]
    [listed] = (await api.client.get(f"{API}/api-keys", headers=person.auth)).json()
    assert set(listed) == KEY
    assert listed["is_active"] is True


async def test_a_revoked_key_stays_listed_and_opens_nothing(api: Api) -> None:
    person = await api.person(plan="pro")
    key = await api.key(person)

    answer = await api.client.delete(f"{API}/api-keys/{key['id']}", headers=person.auth)

    assert answer.status_code == 204
    [listed] = (await api.client.get(f"{API}/api-keys", headers=person.auth)).json()
    assert listed["is_active"] is False
    refused = await api.client.get(f"{API}/usage", headers={"X-API-Key": key["key"]})
    assert refused.status_code == 401


async def test_a_key_opens_the_work_of_a_plan_with_api_access(api: Api) -> None:
    person = await api.person(plan="pro")
    header = {"X-API-Key": (await api.key(person))["key"]}
    order = {"source_type": "manual", "source_data": {"name": "Mug"}}

    assert (await api.client.post(f"{API}/content/generate", json=order, headers=header)).status_code == 201
    for path in ("content/jobs", "templates", "images", "usage"):
        assert (await api.client.get(f"{API}/{path}", headers=header)).status_code == 200


async def test_on_free_a_key_opens_usage_only_and_the_plan_is_named(api: Api) -> None:
    person = await api.person()
    header = {"X-API-Key": (await api.key(person))["key"]}

    assert (await api.client.get(f"{API}/usage", headers=header)).status_code == 200
    refused = await api.client.get(f"{API}/content/jobs", headers=header)
    assert refused.status_code == 403
    assert "Free" in refused.json()["detail"]


@pytest.mark.parametrize("path", ["auth/me", "api-keys", "billing/overview", "organizations"])
async def test_a_key_never_opens_accounts_billing_or_keys(api: Api, path: str) -> None:
    person = await api.person(plan="enterprise")
    header = {"X-API-Key": (await api.key(person))["key"]}

    assert (await api.client.get(f"{API}/{path}", headers=header)).status_code == 403


async def test_a_key_for_reading_cannot_order(api: Api) -> None:
    person = await api.person(plan="pro")
    header = {"X-API-Key": (await api.key(person, scopes=["read"]))["key"]}
    order = {"source_type": "manual", "source_data": {"name": "Mug"}}

    assert (await api.client.post(f"{API}/content/generate", json=order, headers=header)).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x", "scopes": ["admin"]}, {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}]
)
async def test_a_key_that_cannot_be_is_refused(api: Api, body: dict[str, Any]) -> None:
    person = await api.person()

    assert (await api.client.post(f"{API}/api-keys", json=body, headers=person.auth)).status_code == 422


async def test_usage_tells_the_month_and_both_metrics(api: Api) -> None:
    person = await api.person()
    await api.job(person)

    usage = (await api.client.get(f"{API}/usage", headers=person.auth)).json()

    month = datetime.now(UTC).strftime("%Y-%m-01T00:00:00Z")
    assert usage["period_start"] == month
    assert usage["period_end"].endswith("-01T00:00:00Z")
    assert usage["plan"] == "free"
    assert usage["metrics"] == [
        {"name": "generations", "label": "Generations", "used": 1, "limit": 10},
        {"name": "images", "label": "Images", "used": 0, "limit": 5},
    ]


async def test_the_plans_are_public(api: Api) -> None:
    answer = await api.client.get(f"{API}/billing/plans")

    assert answer.status_code == 200
    told = [
        (p["tier"], p["price_monthly_cents"], p["generations_limit"], p["images_limit"], p["api_access"])
        for p in answer.json()
    ]
    assert told == [("free", 0, 10, 5, False), ("pro", 1900, 200, 100, True), ("enterprise", 4900, -1, -1, True)]
    fields = {
        "tier",
        "name",
        "price_monthly_cents",
        "currency",
        "generations_limit",
        "images_limit",
        "api_access",
        "trial_days",
        "features",
    }
    assert all(set(plan) == fields for plan in answer.json())


async def test_billing_tells_plan_and_usage_and_no_subscription(api: Api) -> None:
    person = await api.person(plan="pro")

    current = await api.client.get(f"{API}/billing/current", headers=person.auth)
    overview = (await api.client.get(f"{API}/billing/overview", headers=person.auth)).json()

    assert (current.status_code, current.json()) == (200, None)
    assert (overview["current_plan"], overview["plan_name"], overview["subscription"]) == ("pro", "Pro", None)
    numbers = {"generations_used": 0, "generations_limit": 200, "images_used": 0, "images_limit": 100}
    assert numbers.items() <= overview["usage"].items()


async def test_a_person_makes_an_organization_and_sees_its_members(api: Api) -> None:
    person, other = await api.person(), await api.person()
    slug = f"acme-{person.user_id.hex[:8]}"

    made = await api.client.post(f"{API}/organizations", json={"name": "Acme", "slug": slug}, headers=person.auth)

    assert made.status_code == 201
    assert (made.json()["slug"], made.json()["role"], made.json()["plan"]) == (slug, "OWNER", "free")
    listed = (await api.client.get(f"{API}/organizations", headers=person.auth)).json()
    assert [o["slug"] for o in listed] == [person.slug, slug]
    members = (await api.client.get(f"{API}/organizations/{slug}/members", headers=person.auth)).json()
    assert [(m["email"], m["role"]) for m in members["items"]] == [(person.email, "OWNER")]
    foreign = await api.client.get(f"{API}/organizations/{slug}/members", headers=other.auth)
    unknown = await api.client.get(f"{API}/organizations/nobody-has-this/members", headers=other.auth)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    taken = await api.client.post(f"{API}/organizations", json={"name": "A", "slug": slug}, headers=other.auth)
    assert taken.status_code == 409


async def test_a_member_works_in_the_organization_named_by_the_path(api: Api) -> None:
    owner, member, stranger = await api.person(), await api.person(), await api.person()
    await api.join(member, owner, Role.VIEWER)
    job = await api.job(owner)

    seen = await api.client.get(f"/t/{owner.slug}{API}/content/jobs/{job['id']}", headers=member.auth)
    assert seen.status_code == 200
    own = await api.client.get(f"{API}/content/jobs/{job['id']}", headers=member.auth)
    assert own.status_code == 404
    outside = await api.client.get(f"/t/{owner.slug}{API}/content/jobs", headers=stranger.auth)
    nowhere = await api.client.get(f"/t/no-such-organization{API}/content/jobs", headers=stranger.auth)
    assert outside.status_code == nowhere.status_code == 404
    assert outside.content == nowhere.content


async def test_nobody_registers_into_an_organization(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(
        f"/t/{person.slug}{API}/auth/register", json={"email": "x@example.com", "password": "correct horse"}
    )

    assert answer.status_code == 403


async def test_health_is_for_everybody(api: Api) -> None:
    for path in (f"{API}/health", "/health", "/contentforge/api/v1/health"):
        answer = await api.client.get(path)
        assert answer.status_code == 200
        assert set(answer.json()) == {"service", "status", "version", "timestamp"}
        assert (answer.json()["service"], answer.json()["status"]) == ("contentforge", "healthy")
