"""Forgotten passwords and verified addresses through the native API, with the mails that a person would read."""

import statistics
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, running, settings_for
from support.databases import DatabaseUrls
from support.inbox import BASE, deliver, token_in
from support.mail_server import MailServer, text_of

NEW = "an even better one"


@pytest.fixture
def api(mailing_api: Api) -> Api:
    return mailing_api


async def post(api: Api, path: str, body: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    return await api.client.post(f"{API}/auth/{path}", json=body, **more)


async def test_a_forgotten_password_is_set_anew_by_mail(api: Api, server: MailServer) -> None:
    person = await api.person()

    asked = await post(api, "forgot-password", {"email": person.email})
    await deliver(api)
    token = token_in(server, "reset-password")
    answer = await post(api, "reset-password", {"token": token, "password": NEW})

    assert (asked.status_code, answer.status_code) == (200, 200)
    assert set(asked.json()) == set(answer.json()) == {"message"}
    assert server.recipients == [person.email] * 2
    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 401
    assert (await post(api, "refresh", {"refresh_token": person.refresh_token})).status_code == 401
    assert (await post(api, "login", {"email": person.email, "password": PASSWORD})).status_code == 401
    assert (await post(api, "login", {"email": person.email, "password": NEW})).status_code == 200
    again = await post(api, "reset-password", {"token": token, "password": NEW})
    assert again.status_code == 400
    assert again.json() == {"detail": "This link or token is no longer valid. Please ask for a new one."}


@pytest.mark.parametrize("proved", [False, True])
async def test_keys_of_who_registered_an_address_before_its_owner_came_end_with_the_first_proof(
    api: Api, server: MailServer, *, proved: bool
) -> None:
    squatter, other = await api.person(plan="pro"), await api.person(plan="pro")
    await api.join(squatter, other, Role.EDITOR)
    keys = [(await api.key(squatter))["key"]]
    there = await api.client.post(f"/t/{other.slug}{API}/api-keys", json={"name": "There"}, headers=squatter.auth)
    keys.append(there.json()["key"])
    await deliver(api)
    if proved:
        await post(api, "verify-email", {"token": token_in(server, "verify-email", to=squatter.email)})

    await post(api, "forgot-password", {"email": squatter.email})
    await deliver(api)
    token = token_in(server, "reset-password", to=squatter.email)
    await post(api, "reset-password", {"token": token, "password": NEW})

    opened = [(await api.client.get(f"{API}/usage", headers={"X-API-Key": key})).status_code for key in keys]
    assert opened == ([200, 200] if proved else [401, 401])


async def test_the_address_may_come_in_the_query_and_the_password_under_its_other_name(
    api: Api, server: MailServer
) -> None:
    person = await api.person()

    asked = await post(api, "forgot-password", None, params={"email": person.email})
    await deliver(api)
    answer = await post(api, "reset-password", {"token": token_in(server, "reset-password"), "new_password": NEW})

    assert (asked.status_code, answer.status_code) == (200, 200)


async def test_an_unknown_address_is_answered_byte_for_byte_alike(api: Api, server: MailServer) -> None:
    person = await api.person()
    await deliver(api)
    server.mails.clear()

    known = await post(api, "forgot-password", {"email": person.email})
    strangers = [
        await post(api, "forgot-password", {"email": email})
        for email in (f"{uuid4().hex}@example.com", "no address", "", "x" * 5000)
    ]

    assert all((one.status_code, one.content) == (200, known.content) for one in strangers)
    headers = [set(one.headers) for one in (known, *strangers)]
    assert headers == [headers[0]] * len(headers)
    await deliver(api)
    assert len(server.mails) == 1


@pytest.mark.long
async def test_known_and_unknown_addresses_take_the_same_time(api: Api) -> None:
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for turn in range(200):
        person = await api.person()
        asked = [("known", person.email), ("unknown", f"{uuid4().hex}@example.com")]
        for who, email in asked if turn % 2 else reversed(asked):
            began = time.perf_counter()
            await post(api, "forgot-password", {"email": email})
            taken[who].append(time.perf_counter() - began)

    known, unknown = (statistics.median(taken[who]) * 1000 for who in taken)
    print(f"known {known:.2f} ms, unknown {unknown:.2f} ms")  # noqa: T201 - figures to report
    assert abs(known - unknown) < 0.25 * max(known, unknown)


@pytest.mark.parametrize("body", [None, {}, {"email": None}])
async def test_without_any_address_the_field_is_named(api: Api, body: dict[str, Any] | None) -> None:
    answer = await post(api, "forgot-password", body)

    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert problem["loc"] == ["body", "email"]


@pytest.mark.parametrize("token", ["", "made up", "cf_reset_" + "0" * 43, "x" * 5000])
@pytest.mark.parametrize(("path", "more"), [("reset-password", {"password": NEW}), ("verify-email", {})])
async def test_a_bad_token_is_400_with_a_clear_sentence(api: Api, token: str, path: str, more: dict[str, str]) -> None:
    answer = await post(api, path, {"token": token, **more})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "This link or token is no longer valid. Please ask for a new one."}


async def test_a_weak_password_is_refused_with_the_field(api: Api) -> None:
    answer = await post(api, "reset-password", {"token": "cf_reset_" + "0" * 43, "password": "short12"})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "password"]


async def test_registering_sends_a_mail_that_verifies_the_address(api: Api, server: MailServer) -> None:
    person = await api.person()
    await deliver(api)

    answer = await post(api, "verify-email", {"token": token_in(server, "verify-email")})

    assert answer.status_code == 200
    verified = await post(api, "resend-verification", headers=person.auth)
    assert verified.json() == {"message": "Your e-mail address is verified already."}
    await deliver(api)
    assert len(server.mails) == 1


async def test_another_mail_may_be_asked_for_by_who_is_signed_in(api: Api, server: MailServer) -> None:
    person = await api.person(plan="pro")
    key = await api.key(person)

    assert (await post(api, "resend-verification")).status_code == 401
    assert (await post(api, "resend-verification", headers={"X-API-Key": key["key"]})).status_code == 403
    answers = [await post(api, "resend-verification", headers=person.auth) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    await deliver(api)
    assert len(server.mails) == 5
    assert (await post(api, "verify-email", {"token": token_in(server, "verify-email")})).status_code == 200


async def test_what_host_a_request_names_never_gets_into_a_mail(api: Api, server: MailServer) -> None:
    person = await api.person()

    await post(api, "forgot-password", {"email": person.email}, headers={"Host": "evil.example.net"})
    await deliver(api)

    assert all("evil.example.net" not in str(mail) for mail in server.mails)
    assert all(BASE in text_of(mail) for mail in server.mails)


async def test_three_such_mails_a_minute_may_be_asked_for_from_one_address(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with running(settings_for(own_database_urls, valkey, tmp_path, rate_limit={"login": 100})) as limited:
        answers = [await post(limited, "forgot-password", {"email": f"{uuid4().hex}@example.com"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_what_other_apis_register_gets_the_mail_too(api: Api, server: MailServer) -> None:
    for path in ("/cgms/api/v1/auth/register", "/writer/api/v1/auth/register", "/generator/auth/register"):
        email = f"{uuid4().hex}@example.com"
        answer = await api.client.post(path, json={"name": "Ada", "email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        await deliver(api)
        assert server.recipients[-1] == email
