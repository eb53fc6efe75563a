"""One's own account: the name, and an address that changes only with proof from both sides."""

from uuid import uuid4

import httpx
import pytest

from support.app import API, PASSWORD, Api, Person
from support.inbox import deliver, token_in
from support.mail_server import MailServer
from support.operators import operating
from support.second_factor import with_second_factor


@pytest.fixture
def api(mailing_api: Api) -> Api:
    return mailing_api


def new_address() -> str:
    return f"u{uuid4().hex[:12]}@example.com"


async def ask(api: Api, person: Person, email: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    body = {"email": email, "password": password, **more}
    return await api.client.post(f"{API}/auth/change-email", json=body, headers=person.auth)


async def confirm(api: Api, token: str) -> httpx.Response:
    return await api.client.post(f"{API}/auth/confirm-email", json={"token": token})


async def sign_in(api: Api, email: str) -> int:
    body = {"email": email, "password": PASSWORD}
    return (await api.client.post(f"{API}/auth/login", json=body)).status_code


async def test_the_account_tells_what_its_holder_needs_to_know(api: Api) -> None:
    person = await api.person()

    told = (await api.client.get(f"{API}/auth/account", headers=person.auth)).json()

    assert told | {"created_at": ""} == {
        "id": str(person.user_id),
        "email": person.email,
        "email_verified": False,
        "pending_email": None,
        "name": person.email.partition("@")[0],
        "second_factor": False,
        "is_operator": False,
        "deletion_due_at": None,
        "created_at": "",
    }


async def test_the_account_tells_its_holder_whether_they_are_an_operator(api: Api) -> None:
    operator = await operating(api)

    told = (await api.client.get(f"{API}/auth/account", headers=operator.person.auth)).json()
    renamed = await api.client.patch(f"{API}/auth/account", json={"name": "Ada"}, headers=operator.person.auth)
    own = (await api.client.get(f"{API}/organizations/{operator.person.slug}", headers=operator.person.auth)).json()

    assert told["is_operator"]
    assert renamed.json() | {"name": told["name"]} == told
    assert own["slug"] == operator.person.slug


async def test_a_new_name_is_shown_in_ones_own_organization_and_not_in_others(api: Api) -> None:
    person, other = await api.person(), await api.person()
    made = await api.client.post(
        f"{API}/organizations/{other.slug}/invitations", json={"role": "EDITOR"}, headers=other.auth
    )
    await api.client.post(f"{API}/invitations/accept", json={"token": made.json()["token"]}, headers=person.auth)

    answer = await api.client.patch(
        f"/t/{other.slug}{API}/auth/account", json={"name": "  Ada Lovelace "}, headers=person.auth
    )

    assert (answer.status_code, answer.json()["name"]) == (200, "Ada Lovelace")
    shown = {}
    for one in (person, other):
        members = await api.client.get(f"{API}/organizations/{one.slug}/members", headers=one.auth)
        shown[one.slug] = {member["email"]: member["name"] for member in members.json()["items"]}[person.email]
    assert shown == {person.slug: "Ada Lovelace", other.slug: person.email.partition("@")[0]}


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb"])
async def test_what_cannot_be_a_name_is_refused(api: Api, name: str) -> None:
    person = await api.person()

    answer = await api.client.patch(f"{API}/auth/account", json={"name": name}, headers=person.auth)

    assert answer.status_code == 422


async def test_an_address_changes_once_the_new_one_has_answered(api: Api, server: MailServer) -> None:
    person, new = await api.person(), new_address()

    asked = await ask(api, person, new)
    await deliver(api)
    pending = (await api.client.get(f"{API}/auth/account", headers=person.auth)).json()
    before = await sign_in(api, new)
    answer = await confirm(api, token_in(server, "confirm-email", to=new))
    await deliver(api)

    assert (asked.status_code, answer.status_code) == (200, 200)
    assert (pending["email"], pending["pending_email"], before) == (person.email, new, 401)
    told = (await api.client.get(f"{API}/auth/account", headers=person.auth)).json()
    assert (told["email"], told["email_verified"], told["pending_email"]) == (new, True, None)
    assert (await sign_in(api, new), await sign_in(api, person.email)) == (200, 401)
    to_the_old_one = [
        mail["Subject"] for to, mail in zip(server.recipients, server.mails, strict=True) if to == person.email
    ]
    assert to_the_old_one[-2:] == ["Another address for your account", "Your account has another address now"]
    logged = await api.client.get(f"{API}/audit", params={"action": "UPDATE"}, headers=person.auth)
    assert logged.json()["items"][0]["new_value"] == {"email": new}


async def test_the_token_is_good_once_and_for_the_last_address_that_was_asked_for(api: Api, server: MailServer) -> None:
    person, first, second = await api.person(), new_address(), new_address()
    await ask(api, person, first)
    await deliver(api)
    former = token_in(server, "confirm-email", to=first)
    await ask(api, person, second)
    await deliver(api)
    token = token_in(server, "confirm-email", to=second)

    statuses = [(await confirm(api, one)).status_code for one in (former, token, token)]

    assert statuses == [400, 200, 400]


async def test_it_takes_the_password_and_the_code_of_a_second_factor(api: Api) -> None:
    person = await api.person()

    wrong = await ask(api, person, new_address(), "not the password")
    app = await with_second_factor(api, person)
    without = await ask(api, person, new_address())
    right = await ask(api, person, new_address(), code=app.code())

    assert [one.status_code for one in (wrong, without, right)] == [422, 422, 200]
    assert without.json()["detail"][0]["loc"] == ["body", "code"]


async def test_an_address_of_somebody_else_is_answered_alike_and_nothing_is_sent_there(
    api: Api, server: MailServer
) -> None:
    person, other = await api.person(), await api.person()
    await deliver(api)
    before = server.recipients.count(other.email)

    taken, free = await ask(api, person, other.email.upper()), await ask(api, person, new_address())
    await deliver(api)

    assert (taken.status_code, taken.json()) == (free.status_code, free.json())
    assert server.recipients.count(other.email) == before


async def test_an_address_that_was_taken_meanwhile_is_a_conflict(api: Api, server: MailServer) -> None:
    person, new = await api.person(), new_address()
    await ask(api, person, new)
    await deliver(api)
    token = token_in(server, "confirm-email", to=new)
    await api.client.post(f"{API}/auth/register", json={"email": new, "password": PASSWORD})

    answer = await confirm(api, token)

    assert answer.status_code == 409
    assert await sign_in(api, person.email) == 200


async def test_a_forgotten_password_of_the_old_address_opens_nothing_any_more(api: Api, server: MailServer) -> None:
    person, new = await api.person(), new_address()
    await api.client.post(f"{API}/auth/forgot-password", json={"email": person.email})
    await ask(api, person, new)
    await deliver(api)
    reset = token_in(server, "reset-password", to=person.email)

    await confirm(api, token_in(server, "confirm-email", to=new))

    body = {"token": reset, "password": "an even better one"}
    assert (await api.client.post(f"{API}/auth/reset-password", json=body)).status_code == 400


@pytest.mark.parametrize("by_mail", [True, False])
async def test_a_new_password_calls_off_the_change_that_somebody_else_asked_for(
    api: Api, server: MailServer, *, by_mail: bool
) -> None:
    person, thief = await api.person(), new_address()
    await ask(api, person, thief)
    await deliver(api)
    stolen = token_in(server, "confirm-email", to=thief)

    if by_mail:
        await api.client.post(f"{API}/auth/forgot-password", json={"email": person.email})
        await deliver(api)
        body = {"token": token_in(server, "reset-password", to=person.email), "password": "an even better one"}
        changed = await api.client.post(f"{API}/auth/reset-password", json=body)
    else:
        body = {"current_password": PASSWORD, "new_password": "an even better one"}
        changed = await api.client.post(f"{API}/auth/change-password", json=body, headers=person.auth)
        told = (await api.client.get(f"{API}/auth/account", headers=person.auth)).json()
        assert told["pending_email"] is None

    assert changed.status_code == 200
    assert (await confirm(api, stolen)).status_code == 400


@pytest.mark.parametrize("wanted", ["{own}", "nobody"])
async def test_ones_own_address_and_what_is_none_are_refused(api: Api, wanted: str) -> None:
    person = await api.person()

    answer = await ask(api, person, wanted.format(own=person.email.upper()))

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "email"]
