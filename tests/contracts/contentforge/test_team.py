"""Members of an organization: their roles, their end, and to whom it all belongs."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, Person
from support.second_factor import with_second_factor


async def team(api: Api, owner: Person) -> str:
    slug = f"team-{uuid4().hex[:10]}"
    answer = await api.client.post(f"{API}/organizations", json={"name": "Acme", "slug": slug}, headers=owner.auth)
    assert answer.status_code == 201, answer.text
    return slug


async def join(api: Api, owner: Person, slug: str, role: str) -> Person:
    """Somebody new who came in by a link."""
    person = await api.person()
    made = await api.client.post(f"{API}/organizations/{slug}/invitations", json={"role": role}, headers=owner.auth)
    assert made.status_code == 201, made.text
    joined = await api.client.post(
        f"{API}/invitations/accept", json={"token": made.json()["token"]}, headers=person.auth
    )
    assert joined.status_code == 200, joined.text
    return person


async def change(api: Api, by: Person, slug: str, user: Person, **changes: Any) -> httpx.Response:
    path = f"{API}/organizations/{slug}/members/{user.user_id}"
    return await api.client.patch(path, json=changes, headers=by.auth)


async def members(api: Api, by: Person, slug: str, **asked: str) -> dict[str, dict[str, Any]]:
    answer = await api.client.get(f"{API}/organizations/{slug}/members", params=asked, headers=by.auth)
    return {one["email"]: one for one in answer.json()["items"]}


async def test_members_are_listed_and_searched(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    editor = await join(api, owner, slug, "EDITOR")

    everybody = await members(api, owner, slug)
    found = await members(api, owner, slug, search=editor.email[:8].upper())

    assert {email: one["role"] for email, one in everybody.items()} == {owner.email: "OWNER", editor.email: "EDITOR"}
    assert set(found) == {editor.email}
    assert set(found[editor.email]) == {"user_id", "email", "name", "role", "is_active", "is_invited", "created_at"}


async def test_a_new_role_acts_on_the_next_request(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    member = await join(api, owner, slug, "VIEWER")
    path = f"/t/{slug}{API}/audit"
    before = await api.client.get(path, headers=member.auth)

    answer = await change(api, owner, slug, member, role="ADMIN")

    assert (answer.status_code, answer.json()["role"]) == (200, "ADMIN")
    assert (before.status_code, (await api.client.get(path, headers=member.auth)).status_code) == (403, 200)


async def test_an_administrator_neither_makes_nor_changes_owners(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    admin, other = await join(api, owner, slug, "ADMIN"), await join(api, owner, slug, "EDITOR")

    refused = [
        await change(api, admin, slug, other, role="OWNER"),
        await change(api, admin, slug, admin, role="OWNER"),
        await change(api, admin, slug, owner, role="VIEWER"),
        await change(api, admin, slug, owner, is_active=False),
        await api.client.delete(f"{API}/organizations/{slug}/members/{owner.user_id}", headers=admin.auth),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert (await members(api, owner, slug))[owner.email]["role"] == "OWNER"


async def test_the_last_owner_neither_steps_down_nor_leaves(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    await join(api, owner, slug, "ADMIN")

    down = await change(api, owner, slug, owner, role="ADMIN")
    editor = await change(api, owner, slug, owner, role="EDITOR")
    left = await api.client.post(f"{API}/organizations/{slug}/leave", headers=owner.auth)

    assert (down.status_code, down.json()["role"]) == (200, "OWNER"), "ADMIN for an OWNER is no change"
    assert (editor.status_code, left.status_code) == (409, 409)


async def test_who_is_removed_loses_access_keys_and_can_be_taken_back(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    member = await join(api, owner, slug, "AUTHOR")
    made = await api.client.post(f"/t/{slug}{API}/api-keys", json={"name": "Key"}, headers=member.auth)
    key = {"X-API-Key": made.json()["key"]}

    answer = await api.client.delete(f"{API}/organizations/{slug}/members/{member.user_id}", headers=owner.auth)

    assert answer.status_code == 204
    assert (await api.client.get(f"/t/{slug}{API}/usage", headers=member.auth)).status_code == 404
    assert (await api.client.get(f"/t/{slug}{API}/usage", headers=key)).status_code == 401
    assert (await members(api, owner, slug))[member.email]["is_active"] is False
    back = await change(api, owner, slug, member, is_active=True)
    assert back.json()["is_active"] is True
    assert (await api.client.get(f"/t/{slug}{API}/usage", headers=member.auth)).status_code == 200
    assert (await api.client.get(f"/t/{slug}{API}/usage", headers=key)).status_code == 401


async def test_a_member_may_leave(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    member = await join(api, owner, slug, "VIEWER")

    answer = await api.client.post(f"{API}/organizations/{slug}/leave", headers=member.auth)

    assert answer.status_code == 204
    known = (await api.client.get(f"{API}/organizations", headers=member.auth)).json()
    assert slug not in {one["slug"] for one in known}


async def hand_on(api: Api, by: Person, slug: str, to: str, **more: str) -> httpx.Response:
    body = {"user_id": to, "password": PASSWORD, **more}
    return await api.client.post(f"{API}/organizations/{slug}/transfer", json=body, headers=by.auth)


async def test_an_organization_is_handed_on_with_the_password(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    heir = await join(api, owner, slug, "EDITOR")

    wrong = await hand_on(api, owner, slug, str(heir.user_id), password="not the password")
    by_heir = await hand_on(api, heir, slug, str(heir.user_id))
    answer = await hand_on(api, owner, slug, str(heir.user_id))

    assert (wrong.status_code, by_heir.status_code, answer.status_code) == (422, 403, 200)
    roles = {email: one["role"] for email, one in (await members(api, owner, slug)).items()}
    assert roles == {owner.email: "ADMIN", heir.email: "OWNER"}
    assert (await hand_on(api, owner, slug, str(heir.user_id))).status_code == 403
    async with api.runtime.uow.system() as everything:
        held = await everything.fetchval("SELECT owner_id FROM organization WHERE slug = $1", slug)
    assert held == heir.user_id


async def test_handing_on_takes_a_code_where_one_has_a_second_factor(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    heir = await join(api, owner, slug, "EDITOR")
    app = await with_second_factor(api, owner)

    without = await hand_on(api, owner, slug, str(heir.user_id))
    answer = await hand_on(api, owner, slug, str(heir.user_id), code=app.code())

    assert without.json()["detail"][0]["loc"] == ["body", "code"]
    assert (without.status_code, answer.status_code) == (422, 200)


async def test_it_goes_to_active_members_only_and_a_personal_one_to_nobody(api: Api) -> None:
    owner, stranger = await api.person(), await api.person()
    slug = await team(api, owner)
    former = await join(api, owner, slug, "EDITOR")
    await change(api, owner, slug, former, is_active=False)
    await api.join(stranger, owner, Role.EDITOR)

    for nobody in (former.user_id, stranger.user_id, owner.user_id, uuid4()):
        assert (await hand_on(api, owner, slug, str(nobody))).status_code == 404
    assert (await hand_on(api, owner, owner.slug, str(stranger.user_id))).status_code == 409


async def test_the_audit_log_tells_it_all_to_those_who_may_read_it(api: Api) -> None:
    owner = await api.person()
    slug = await team(api, owner)
    member = await join(api, owner, slug, "VIEWER")
    await change(api, owner, slug, member, role="EDITOR")
    path = f"/t/{slug}{API}/audit"

    answer = await api.client.get(path, params={"entity": "User", "action": "UPDATE"}, headers=owner.auth)

    assert answer.status_code == 200
    [line] = answer.json()["items"]
    assert (line["user_id"], line["entity_id"]) == (str(owner.user_id), str(member.user_id))
    assert (line["old_value"]["role"], line["new_value"]["role"]) == ("VIEWER", "EDITOR")
    assert line["user_email"] == owner.email
    whole = (await api.client.get(path, headers=owner.auth)).json()
    assert [one["entity"] for one in whole["items"]] == ["User", "User", "Invitation"]
    by_member = (await api.client.get(path, params={"user_id": str(member.user_id)}, headers=owner.auth)).json()
    assert by_member["total"] == 1
    assert (await api.client.get(path, headers=member.auth)).status_code == 403
    nothing = await api.client.get(path, params={"until": "2020-01-01"}, headers=owner.auth)
    assert nothing.json()["total"] == 0


@pytest.mark.parametrize("asked", [{"action": "BORROW"}, {"since": "yesterday"}, {"page": "0"}])
async def test_unreadable_conditions_are_refused(api: Api, asked: dict[str, str]) -> None:
    owner = await api.person()

    assert (await api.client.get(f"{API}/audit", params=asked, headers=owner.auth)).status_code == 422
