"""Invitations: by mail and by link, to people with an account and without."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants.access import Role
from contentforge_tenants.invitations import MOST_OPEN
from support.app import API, PASSWORD, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.inbox import BASE, deliver, token_in
from support.mail_server import MailServer

GONE = {"detail": "This link or token is no longer valid. Please ask for a new one."}


@pytest.fixture
def api(mailing_api: Api) -> Api:
    return mailing_api


async def invite(
    api: Api, by: Person, role: str = "EDITOR", email: str | None = None, **headers: str
) -> httpx.Response:
    body = {"role": role} if email is None else {"role": role, "email": email}
    path = f"{API}/organizations/{by.slug}/invitations"
    return await api.client.post(path, json=body, headers={**by.auth, **headers})


async def link(api: Api, by: Person, role: str = "EDITOR") -> str:
    return str((await invite(api, by, role)).json()["token"])


async def accept(api: Api, person: Person, token: str) -> httpx.Response:
    return await api.client.post(f"{API}/invitations/accept", json={"token": token}, headers=person.auth)


async def register(api: Api, token: str, email: str) -> httpx.Response:
    body = {"email": email, "password": PASSWORD, "invitation": token}
    return await api.client.post(f"{API}/auth/register", json=body)


def new_address() -> str:
    return f"u{uuid4().hex[:12]}@example.com"


async def roles(api: Api, owner: Person) -> dict[str, str]:
    answer = await api.client.get(f"{API}/organizations/{owner.slug}/members", headers=owner.auth)
    return {one["email"]: one["role"] for one in answer.json()["items"] if one["is_active"]}


async def test_a_mail_tells_the_token_and_the_answer_does_not(api: Api, server: MailServer) -> None:
    owner, guest = await api.person(), await api.person()

    made = await invite(api, owner, email=guest.email)
    await deliver(api)
    token = token_in(server, "invitation", to=guest.email)
    looked = await api.client.post(f"{API}/invitations/look", json={"token": token})
    joined = await accept(api, guest, token)

    assert (made.status_code, made.json()["token"], made.json()["url"]) == (201, None, None)
    assert looked.json() == {
        "organization_name": owner.email.partition("@")[0],
        "organization_slug": owner.slug,
        "role": "EDITOR",
        "email": guest.email,
    }
    assert (joined.status_code, joined.json()["slug"], joined.json()["role"]) == (200, owner.slug, "EDITOR")
    assert (await roles(api, owner))[guest.email] == "EDITOR"
    assert ((await accept(api, guest, token)).status_code, (await accept(api, guest, token)).json()) == (400, GONE)


async def test_whether_an_address_has_an_account_is_not_told(api: Api) -> None:
    owner, guest = await api.person(), await api.person()

    known, unknown = await invite(api, owner, email=guest.email), await invite(api, owner, email=new_address())

    assert known.status_code == unknown.status_code == 201
    assert known.json().keys() == unknown.json().keys()


async def test_somebody_without_account_makes_one_on_the_way_in(api: Api, server: MailServer) -> None:
    owner, address = await api.person(), new_address()
    await invite(api, owner, "ADMIN", address)
    await deliver(api)

    answer = await register(api, token_in(server, "invitation", to=address), address)

    assert answer.status_code == 201
    assert (await roles(api, owner))[address] == "ADMIN"
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    known = (await api.client.get(f"{API}/organizations", headers=bearer)).json()
    assert [one["kind"] for one in known] == ["personal", "personal"]
    again = await api.client.post(f"{API}/auth/resend-verification", headers=bearer)
    assert "already" in again.json()["message"], "the token was read at the address"


async def test_a_mail_is_for_its_address_alone(api: Api, server: MailServer) -> None:
    owner, guest, thief = await api.person(), await api.person(), await api.person()
    await invite(api, owner, email=guest.email)
    await deliver(api)
    token = token_in(server, "invitation", to=guest.email)

    signed_in, made_up = await accept(api, thief, token), await register(api, token, new_address())

    assert (signed_in.status_code, made_up.status_code) == (403, 403)
    assert (await accept(api, guest, token)).status_code == 200


async def test_a_link_brings_in_whoever_holds_it_and_one_of_them(api: Api) -> None:
    owner = await api.person()
    guests = [await api.person() for _ in range(4)]
    made = await invite(api, owner, "VIEWER")
    token = made.json()["token"]

    answers = await asyncio.gather(*(accept(api, guest, token) for guest in guests))

    assert made.json()["url"] == f"{BASE}/app/invitation?token={token}"
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 3}
    assert Counter((await roles(api, owner)).values()) == {"OWNER": 1, "VIEWER": 1}


async def test_a_link_lets_somebody_register_whose_address_is_not_proved_by_it(api: Api, server: MailServer) -> None:
    owner, address = await api.person(), new_address()

    answer = await register(api, await link(api, owner), address)
    await deliver(api)

    assert answer.status_code == 201
    assert (await roles(api, owner))[address] == "EDITOR"
    assert token_in(server, "verify-email", to=address)


async def test_a_member_cannot_accept_and_leaves_the_link_as_it_is(api: Api) -> None:
    owner, guest = await api.person(), await api.person()
    token = await link(api, owner)

    refused = await accept(api, owner, token)

    assert refused.status_code == 409
    assert (await accept(api, guest, token)).status_code == 200
    assert (await roles(api, owner))[owner.email] == "OWNER"
    assert (await invite(api, owner, email=guest.email)).status_code == 409


async def test_a_former_member_comes_back_as_what_they_are_invited(api: Api) -> None:
    owner, guest = await api.person(), await api.person()
    await accept(api, guest, await link(api, owner, "ADMIN"))
    await api.client.delete(f"{API}/organizations/{owner.slug}/members/{guest.user_id}", headers=owner.auth)

    assert (await accept(api, guest, await link(api, owner, "VIEWER"))).status_code == 200

    assert (await roles(api, owner))[guest.email] == "VIEWER"


async def test_open_ones_are_listed_and_withdrawn(api: Api) -> None:
    owner, guest = await api.person(), await api.person()
    token = await link(api, owner)
    path = f"{API}/organizations/{owner.slug}/invitations"
    [listed] = (await api.client.get(path, headers=owner.auth)).json()

    answer = await api.client.delete(f"{path}/{listed['id']}", headers=owner.auth)

    assert set(listed) == {"id", "email", "role", "invited_by", "created_at", "expires_at"}
    assert answer.status_code == 204
    assert (await api.client.get(path, headers=owner.auth)).json() == []
    assert (await accept(api, guest, token)).json() == GONE
    assert (await api.client.post(f"{API}/invitations/look", json={"token": token})).json() == GONE
    assert (await api.client.delete(f"{path}/{listed['id']}", headers=owner.auth)).status_code == 404


async def test_a_later_mail_to_an_address_replaces_the_former(api: Api, server: MailServer) -> None:
    owner, guest = await api.person(), await api.person()
    await invite(api, owner, "VIEWER", guest.email)
    await deliver(api)
    first = token_in(server, "invitation", to=guest.email)

    await invite(api, owner, "ADMIN", guest.email.upper())

    assert (await accept(api, guest, first)).status_code == 400
    [listed] = (await api.client.get(f"{API}/organizations/{owner.slug}/invitations", headers=owner.auth)).json()
    assert listed["role"] == "ADMIN"


async def test_what_expired_opens_nothing(api: Api) -> None:
    owner, guest = await api.person(), await api.person()
    token = await link(api, owner)
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetchval("UPDATE invitation SET expires_at = clock_timestamp() - interval '1 second'")

    assert (await accept(api, guest, token)).json() == GONE


@pytest.mark.parametrize("body", [{"role": "OWNER"}, {"role": "KING"}, {}, {"role": "EDITOR", "email": "nobody"}])
async def test_roles_and_addresses_that_cannot_be_are_refused(api: Api, body: dict[str, Any]) -> None:
    owner = await api.person()

    answer = await api.client.post(f"{API}/organizations/{owner.slug}/invitations", json=body, headers=owner.auth)

    assert answer.status_code == 422


async def test_a_repeat_under_the_same_key_invites_nobody_twice(api: Api) -> None:
    owner = await api.person()
    key = {"Idempotency-Key": "invite-1"}

    first, again = await invite(api, owner, **key), await invite(api, owner, **key)

    assert (first.status_code, again.status_code) == (201, 409)
    assert len((await api.client.get(f"{API}/organizations/{owner.slug}/invitations", headers=owner.auth)).json()) == 1


async def test_only_so_many_are_open_at_once(api: Api) -> None:
    owner = await api.person()
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetchval(
            "INSERT INTO invitation (organization_id, id, role, invited_by, expires_at)"
            " SELECT $1, gen_random_uuid(), 'VIEWER', $2, now() + interval '1 day' FROM generate_series(1, $3)",
            owner.organization,
            owner.user_id,
            MOST_OPEN - 1,
        )

    answers = await asyncio.gather(*(invite(api, owner) for _ in range(4)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 3}


async def test_the_page_of_the_link_takes_the_invitations_of_a_blogs_site_as_well(api: Api, server: MailServer) -> None:
    owner, guest, thief = await api.person(), await api.person(), await api.person()
    token = (await api.client.post(f"{API}/auth/token", json={"audience": "blog"}, headers=owner.auth)).json()[
        "access_token"
    ]
    hired = await api.client.post(
        f"/t/{owner.slug}/blog/api/admin/users",
        json={"email": guest.email, "name": "Guest", "password": PASSWORD, "role": "EDITOR"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert hired.status_code == 201, hired.text
    await deliver(api)
    mailed = token_in(server, "invitation", to=guest.email)

    assert (await accept(api, thief, mailed)).status_code == 403
    assert (await accept(api, guest, mailed)).status_code == 200
    assert (await roles(api, owner))[guest.email] == "EDITOR"


async def test_an_installation_for_the_invited_takes_in_nobody_else(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as opened:
        owner = await opened.person()
        tokens = [await link(opened, owner), await link(opened, owner)]
    for registration, status in (("invite", 201), ("closed", 403)):
        settings = settings_for(own_database_urls, valkey, tmp_path, registration=registration)
        async with running(settings) as api:
            body = {"email": new_address(), "password": PASSWORD}
            unasked = await api.client.post(f"{API}/auth/register", json=body)
            invited = await register(api, tokens.pop(), new_address())
            assert (unasked.status_code, invited.status_code) == (403, status)


async def test_a_viewer_invites_nobody(api: Api) -> None:
    owner, viewer = await api.person(), await api.person()
    await api.join(viewer, owner, Role.VIEWER)

    path = f"{API}/organizations/{owner.slug}/invitations"
    answer = await api.client.post(path, json={"role": "VIEWER"}, headers=viewer.auth)

    assert answer.status_code == 403
