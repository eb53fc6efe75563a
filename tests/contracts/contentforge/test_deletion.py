"""Deleting accounts and organizations: with proof, after a time of grace, and then without a trace."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_app.purge import KEPT, Purger, tables
from contentforge_platform.clock import utcnow
from contentforge_platform.ids import TenantId
from contentforge_platform.storage import ObjectMissing
from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, Person
from support.inbox import deliver
from support.second_factor import with_second_factor

_TENANT_TABLES = """
SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'system'
AND tablename <> 'organization'
"""


async def team(api: Api, owner: Person) -> Person:
    """A team, as its owner acts in it."""
    slug = f"team-{uuid4().hex[:10]}"
    made = await api.client.post(f"{API}/organizations", json={"name": "Acme", "slug": slug}, headers=owner.auth)
    tenant = TenantId(made.json()["id"])
    return Person(owner.email, owner.user_id, owner.token, owner.refresh_token, tenant, slug)


async def of_account(api: Api, person: Person, what: str, **body: str) -> httpx.Response:
    proof = {"password": PASSWORD, **body}
    return await api.client.post(f"{API}/auth/account/{what}", json=proof, headers=person.auth)


async def of_team(api: Api, owner: Person, what: str, **body: str) -> httpx.Response:
    proof = {"password": PASSWORD, **body}
    return await api.client.post(f"{API}/organizations/{owner.slug}/{what}", json=proof, headers=owner.auth)


async def due_of(api: Api, person: Person) -> tuple[str | None, str | None]:
    """When the account, and the organization in which the person acts, are deleted."""
    account = await api.client.get(f"{API}/auth/account", headers=person.auth)
    organization = await api.client.get(f"{API}/organizations/{person.slug}", headers=person.auth)
    return account.json()["deletion_due_at"], organization.json()["deletion_due_at"]


async def purge_after_grace(api: Api, *people: Person) -> None:
    """Let the time of grace be over for these, and purge."""
    async with api.runtime.uow.system() as everything:
        for person in people:
            for table, one in (("organization", person.organization), ("user_account", person.user_id)):
                await everything.fetchval(
                    f"UPDATE {table} SET deletion_due_at = now() - interval '1 second'"
                    " WHERE id = $1 AND deletion_due_at IS NOT NULL",
                    one,
                )
    await Purger(api.runtime.uow, api.runtime.storage).run()


async def left_of(api: Api, tenant: TenantId) -> dict[str, int]:
    """How many rows each table of tenants has of an organization, where there are any."""
    async with api.runtime.uow.system() as everything:
        found = {row["tablename"] for row in await everything.fetch(_TENANT_TABLES)}
        counts = {
            table: await everything.fetchval(f"SELECT count(*) FROM {table} WHERE organization_id = $1", tenant)
            for table in sorted(found)
        }
        counts["organization"] = await everything.fetchval("SELECT count(*) FROM organization WHERE id = $1", tenant)
    return {table: count for table, count in counts.items() if count}


async def subscribe(api: Api, tenant: TenantId, *, cancelled: bool = False, status: str = "active") -> None:
    async with api.runtime.uow.write(tenant) as session:
        await session.fetchval(
            "INSERT INTO billing_customer (organization_id, email, name) VALUES ($1, 'a@example.com', 'A')"
            " ON CONFLICT DO NOTHING",
            tenant,
        )
        await session.fetchval(
            "INSERT INTO subscription"
            " (organization_id, id, stripe_id, fetch_no, written_no, status, plan, cancel_at_period_end)"
            " VALUES ($1, gen_random_uuid(), $2, 1, 1, $3, 'pro', $4)",
            tenant,
            f"sub_{uuid4().hex}",
            status,
            cancelled,
        )


async def test_every_table_of_tenants_is_purged_or_kept_on_purpose(api: Api) -> None:
    async with api.runtime.uow.system() as everything:
        found = {row["tablename"] for row in await everything.fetch(_TENANT_TABLES)}
        closed = await everything.fetch(
            "SELECT name FROM unnest($1::text[]) AS name WHERE NOT has_table_privilege(current_user, name, 'DELETE')",
            sorted(found - KEPT),
        )

    assert {table for table, _ in tables()} - {"user_session"} == found - KEPT
    assert closed == []


async def test_an_organization_is_deleted_with_the_password_after_a_grace(api: Api) -> None:
    owner = await team(api, await api.person())

    wrong = await of_team(api, owner, "delete", password="not the password")
    answer = await of_team(api, owner, "delete")
    again = await of_team(api, owner, "delete")

    assert (wrong.status_code, answer.status_code) == (422, 200)
    due = datetime.fromisoformat(answer.json()["deletion_due_at"])
    assert timedelta(days=29) < due - utcnow() <= timedelta(days=30)
    assert again.json() == answer.json(), "asking again does not put it off"
    assert (await due_of(api, owner))[1] == answer.json()["deletion_due_at"]
    await Purger(api.runtime.uow, api.runtime.storage).run()
    assert (await api.client.get(f"/t/{owner.slug}{API}/usage", headers=owner.auth)).status_code == 200
    logged = await api.client.get(f"/t/{owner.slug}{API}/audit", params={"entity": "Organization"}, headers=owner.auth)
    assert set(logged.json()["items"][0]["new_value"]) == {"deletion_due_at"}


async def test_nothing_is_left_of_it_afterwards(api: Api) -> None:
    person, stranger = await api.person(plan="pro"), await api.person(plan="pro")
    owner = await team(api, person)
    await api.set_plan(owner.organization, "pro")
    await fill(api, owner)
    await api.finished_job(stranger)
    before, others = await left_of(api, owner.organization), await left_of(api, stranger.organization)
    key = f"{owner.organization}/exports/{(await exports(api, owner))[0]['id']}.zip"
    await api.runtime.storage.facts(key)
    await of_team(api, owner, "delete")

    await purge_after_grace(api, owner)

    assert len(before) > 12
    assert set(await left_of(api, owner.organization)) <= KEPT
    with pytest.raises(ObjectMissing):
        await api.runtime.storage.facts(key)
    assert await left_of(api, stranger.organization) == others
    assert (await api.client.get(f"{API}/organizations/{owner.slug}", headers=person.auth)).status_code == 404
    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 200


async def fill(api: Api, owner: Person) -> None:
    """Something of many kinds in a team."""
    root, auth = f"/t/{owner.slug}", owner.auth
    order = {"source_type": "manual", "source_data": {"name": "Copper Kettle", "price": "49.00 EUR"}}
    images = {"image_urls": ["https://shop.example.com/a.jpg"]}
    made = await api.client.post(f"{root}{API}/content/generate", json={**order, **images}, headers=auth)
    assert made.status_code == 201, made.text
    await api.client.post(f"{root}{API}/templates", json={"name": "Ours"}, headers=auth)
    await api.client.post(f"{root}{API}/api-keys", json={"name": "Key"}, headers=auth)
    await api.client.post(f"{API}/organizations/{owner.slug}/invitations", json={"role": "VIEWER"}, headers=auth)
    await api.client.post(f"{API}/organizations/{owner.slug}/exports", headers=auth)
    exchanged = await api.client.post(f"{API}/auth/token", json={"audience": "blog"}, headers=auth)
    blog = {"Authorization": f"Bearer {exchanged.json()['access_token']}"}
    admin = f"{root}/blog/api/admin"
    parent = await api.client.post(
        f"{admin}/categories", json={"translations": [{"locale": "en", "name": "Tea", "slug": "tea"}]}, headers=blog
    )
    assert parent.status_code == 201, parent.text
    child = {"parentId": parent.json()["id"], "translations": [{"locale": "en", "name": "Green", "slug": "green"}]}
    assert (await api.client.post(f"{admin}/categories", json=child, headers=blog)).status_code == 201
    post = {
        "translations": [{"locale": "en", "title": "Kettles", "body": "Boil."}],
        "categoryIds": [parent.json()["id"]],
    }
    written = await api.client.post(f"{admin}/posts", json=post, headers=blog)
    assert written.status_code == 201, written.text
    await deliver(api)


async def exports(api: Api, owner: Person) -> list[dict[str, Any]]:
    return list((await api.client.get(f"{API}/organizations/{owner.slug}/exports", headers=owner.auth)).json())


async def test_an_organization_can_be_kept(api: Api) -> None:
    owner = await team(api, await api.person())
    await of_team(api, owner, "delete")

    answer = await of_team(api, owner, "keep")

    assert answer.status_code == 200
    assert await due_of(api, owner) == (None, None)
    await purge_after_grace(api, owner)
    assert "organization" in await left_of(api, owner.organization)
    assert (await of_team(api, owner, "keep")).status_code == 409


async def test_a_personal_organization_goes_with_its_account_only(api: Api) -> None:
    person = await api.person()

    assert (await of_team(api, person, "delete")).status_code == 409


async def test_what_is_paid_for_is_not_deleted(api: Api) -> None:
    person = await api.person()
    owner = await team(api, person)
    await subscribe(api, owner.organization)

    assert (await of_team(api, owner, "delete")).status_code == 409
    assert (await of_account(api, person, "delete")).status_code == 409

    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetchval("UPDATE subscription SET cancel_at_period_end = true")
    assert (await of_team(api, owner, "delete")).status_code == 200
    await purge_after_grace(api, owner)
    assert "organization" in await left_of(api, owner.organization), "it runs out first"
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetchval("UPDATE subscription SET status = 'canceled'")
    await purge_after_grace(api, owner)
    assert set(await left_of(api, owner.organization)) <= KEPT


async def test_an_administrator_deletes_nothing(api: Api) -> None:
    owner, admin = await api.person(), await api.person()
    await api.join(admin, owner, Role.ADMIN)

    path = f"{API}/organizations/{owner.slug}/delete"
    answer = await api.client.post(path, json={"password": PASSWORD}, headers=admin.auth)

    assert answer.status_code == 403


async def test_an_account_takes_what_nobody_else_is_in_along_and_can_be_kept(api: Api) -> None:
    person = await api.person()
    owner = await team(api, person)

    answer = await of_account(api, person, "delete")

    due = answer.json()["deletion_due_at"]
    assert answer.status_code == 200
    assert (await due_of(api, person), (await due_of(api, owner))[1]) == ((due, due), due)
    assert (await of_account(api, person, "keep")).status_code == 200
    assert (await due_of(api, person), (await due_of(api, owner))[1]) == ((None, None), None)
    assert (await of_account(api, person, "keep")).status_code == 409


async def test_what_was_to_be_deleted_by_itself_is_not_kept_with_the_account(api: Api) -> None:
    person = await api.person()
    owner = await team(api, person)
    await of_team(api, owner, "delete")
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetchval("UPDATE organization SET deletion_due_at = now() + interval '3 days'")
    other = await team(api, person)

    await of_account(api, person, "delete")
    await of_account(api, person, "keep")

    assert (await due_of(api, other))[1] is None


async def test_a_team_of_others_must_be_handed_on_first(api: Api) -> None:
    person, colleague = await api.person(), await api.person()
    owner = await team(api, person)
    await api.join(colleague, owner, Role.EDITOR)

    refused = await of_account(api, person, "delete")
    body = {"user_id": str(colleague.user_id), "password": PASSWORD}
    await api.client.post(f"{API}/organizations/{owner.slug}/transfer", json=body, headers=person.auth)
    answer = await of_account(api, person, "delete")

    assert (refused.status_code, answer.status_code) == (409, 200)
    assert owner.slug in refused.json()["detail"]
    await purge_after_grace(api, person)
    members = await api.client.get(f"{API}/organizations/{owner.slug}/members", headers=colleague.auth)
    told = {one["user_id"]: one for one in members.json()["items"]}[str(person.user_id)]
    assert (told["name"], told["is_active"]) == ("Deleted account", False)
    assert person.email not in members.text


async def test_a_deleted_account_opens_nothing_and_its_address_is_free_again(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    without = await of_account(api, person, "delete")
    await of_account(api, person, "delete", code=app.code())

    await purge_after_grace(api, person)

    assert without.status_code == 422
    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 401
    body = {"email": person.email, "password": PASSWORD}
    assert (await api.client.post(f"{API}/auth/login", json=body)).status_code == 401
    assert set(await left_of(api, person.organization)) <= KEPT
    async with api.runtime.uow.system() as everything:
        for table in ("second_factor", "recovery_code", "email_change", "user_session"):
            assert await everything.fetchval(f"SELECT count(*) FROM {table} WHERE user_id = $1", person.user_id) == 0
        mails = "SELECT count(*) FROM outgoing_mail WHERE recipient = $1"
        assert await everything.fetchval(mails, person.email) == 0
    assert (await api.client.post(f"{API}/auth/register", json=body)).status_code == 201


async def test_an_account_waits_for_what_it_still_owns(api: Api) -> None:
    person, colleague = await api.person(), await api.person()
    await of_account(api, person, "delete")
    owner = await team(api, person)
    await api.join(colleague, owner, Role.EDITOR)

    await purge_after_grace(api, person)

    async with api.runtime.uow.system() as everything:
        row = await everything.fetchrow("SELECT email, is_active FROM user_account WHERE id = $1", person.user_id)
    assert row is not None
    assert (row["email"], row["is_active"]) == (person.email, True)


async def test_a_team_with_another_owner_goes_on_under_that_one(api: Api) -> None:
    person, partner = await api.person(), await api.person()
    owner = await team(api, person)
    await api.join(partner, owner, Role.OWNER)
    answer = await of_account(api, person, "delete")

    await purge_after_grace(api, person)

    assert answer.status_code == 200
    async with api.runtime.uow.system() as everything:
        held = await everything.fetchval("SELECT owner_id FROM organization WHERE id = $1", owner.organization)
    assert held == partner.user_id
    assert (await api.client.get(f"/t/{owner.slug}{API}/audit", headers=partner.auth)).status_code == 200


async def test_the_last_owner_who_stays_does_not_go_as_well(api: Api) -> None:
    owner, second, member = await api.person(), await api.person(), await api.person()
    shared = await team(api, owner)
    await api.join(second, shared, Role.OWNER)
    await api.join(member, shared, Role.EDITOR)

    first = await of_account(api, owner, "delete")
    refused = await of_account(api, second, "delete")

    assert (first.status_code, refused.status_code) == (200, 409)
    assert shared.slug in refused.json()["detail"]


async def test_a_partner_with_customers_is_not_deleted(api: Api) -> None:
    person = await api.person(plan="pro")
    owner = await team(api, person)
    await api.set_plan(owner.organization, "pro")
    body = {"email": f"u{uuid4().hex[:12]}@example.com", "external_platform_id": "shop"}
    made = await api.client.post(f"/t/{owner.slug}{API}/auth/provision", json=body, headers=person.auth)
    assert made.status_code == 201, made.text

    assert (await of_team(api, owner, "delete")).status_code == 409
    assert (await of_account(api, person, "delete")).status_code == 409
