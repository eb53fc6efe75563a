"""A second factor: set up with an app, asked for at each log-in, each code good once, guesses bounded."""

import asyncio
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contentforge_platform.ids import UserId
from support.app import API, PASSWORD, Api, Person
from support.second_factor import Authenticator, with_second_factor


async def post(
    api: Api, path: str, body: dict[str, Any], person: Person | None = None, /, **headers: str
) -> httpx.Response:
    own = {} if person is None else person.auth
    return await api.client.post(f"{API}/auth/{path}", json=body, headers={**own, **headers})


async def challenged(api: Api, person: Person, password: str = PASSWORD) -> str:
    answer = await post(api, "login", {"email": person.email, "password": password})
    assert answer.status_code == 202, answer.text
    assert set(answer.json()) == {"second_factor_required", "challenge", "expires_in"}
    assert answer.json()["second_factor_required"] is True
    return str(answer.json()["challenge"])


async def complete(api: Api, challenge: str, code: str, **headers: str) -> httpx.Response:
    return await post(api, "login/second-factor", {"challenge": challenge, "code": code}, **headers)


async def told(api: Api, person: Person) -> dict[str, Any]:
    return dict((await api.client.get(f"{API}/auth/second-factor", headers=person.auth)).json())


async def test_setting_up_shows_secret_and_address_for_the_app(api: Api) -> None:
    person = await api.person()
    before = await told(api, person)

    answer = await post(api, "second-factor", {"password": PASSWORD}, person)

    assert before == {"enabled": False, "enabled_at": None, "recovery_codes_left": 0}
    assert answer.status_code == 201
    uri = urlsplit(answer.json()["otpauth_uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query)["secret"] == [answer.json()["secret"]]
    assert parse_qs(uri.query)["issuer"] == ["ContentForge"]
    assert person.email.partition("@")[0] in uri.path
    assert (await told(api, person))["enabled"] is False
    signed_in = await post(api, "login", {"email": person.email, "password": PASSWORD})
    assert signed_in.status_code == 200, "what is not confirmed does not count"


async def test_setting_up_takes_the_password(api: Api) -> None:
    person = await api.person()

    answer = await post(api, "second-factor", {"password": "not the password"}, person)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "password"]


async def test_the_first_code_switches_it_on_and_gives_recovery_codes(api: Api) -> None:
    person = await api.person()

    app = await with_second_factor(api, person)

    assert len(set(app.recovery_codes)) == 10
    state = await told(api, person)
    assert (state["enabled"], state["recovery_codes_left"]) == (True, 10)
    again = await post(api, "second-factor", {"password": PASSWORD}, person)
    assert again.status_code == 409


async def test_a_wrong_first_code_switches_nothing_on(api: Api) -> None:
    person = await api.person()
    secret = (await post(api, "second-factor", {"password": PASSWORD}, person)).json()["secret"]

    answer = await post(api, "second-factor/confirm", {"code": Authenticator(secret).wrong()}, person)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "code"]
    assert (await told(api, person))["enabled"] is False


async def test_confirming_what_was_never_begun_is_refused(api: Api) -> None:
    person = await api.person()

    assert (await post(api, "second-factor/confirm", {"code": "123456"}, person)).status_code == 409


async def test_a_password_is_answered_with_a_challenge_and_a_code_completes_it(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)

    answer = await complete(api, await challenged(api, person), app.code())

    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
    assert answer.json()["user"]["id"] == str(person.user_id)


async def test_a_browser_gets_its_cookie_at_the_second_step(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)

    answer = await complete(
        api,
        await challenged(api, person),
        app.code(),
        **{"X-ContentForge-Session": "cookie", "Origin": "http://localhost"},
    )

    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert "HttpOnly" in answer.headers["set-cookie"]


async def test_a_code_may_come_with_the_password(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    body = {"email": person.email, "password": PASSWORD}

    wrong = await post(api, "login", body, **{"X-ContentForge-Code": app.wrong()})
    right = await post(api, "login", body, **{"X-ContentForge-Code": app.code()})

    assert (wrong.status_code, right.status_code) == (401, 200)


async def test_a_code_is_good_once_and_so_is_a_challenge(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    first, second = await challenged(api, person), await challenged(api, person)
    code = app.code()

    answers = await asyncio.gather(*(complete(api, one, code) for one in (first, second, first, second)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    used = first if 200 in {answers[0].status_code, answers[2].status_code} else second
    assert (await complete(api, used, app.code(1))).status_code == 401
    other = second if used == first else first
    assert (await complete(api, other, app.code(1))).status_code == 200


async def test_a_code_older_than_the_last_one_that_was_used_is_refused(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    assert (await complete(api, await challenged(api, person), app.code(1))).status_code == 200

    assert (await complete(api, await challenged(api, person), app.code())).status_code == 401


@pytest.mark.parametrize("steps", [-3, 3])
async def test_codes_of_other_times_are_refused(api: Api, steps: int) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)

    answer = await complete(api, await challenged(api, person), app.code(steps))

    assert answer.status_code == 401
    assert answer.json() == {"detail": "This code is not right, or the sign-in took too long. Please try again."}


async def test_a_recovery_code_opens_once_however_it_is_typed(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    typed = app.recovery_codes[0].upper().replace("-", " ")

    first = await complete(api, await challenged(api, person), typed)
    second = await complete(api, await challenged(api, person), app.recovery_codes[0])

    assert (first.status_code, second.status_code) == (200, 401)
    assert (await told(api, person))["recovery_codes_left"] == 9


async def test_new_recovery_codes_end_the_former_ones(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)

    answer = await post(api, "second-factor/recovery-codes", {"password": PASSWORD, "code": app.code()}, person)

    assert answer.status_code == 200
    assert set(answer.json()["recovery_codes"]).isdisjoint(app.recovery_codes)
    assert (await complete(api, await challenged(api, person), app.recovery_codes[0])).status_code == 401
    assert (await complete(api, await challenged(api, person), answer.json()["recovery_codes"][0])).status_code == 200


async def test_a_code_of_another_account_opens_nothing(api: Api) -> None:
    person, other = await api.person(), await api.person()
    await with_second_factor(api, person)
    theirs = await with_second_factor(api, other)
    challenge = await challenged(api, person)

    assert (await complete(api, challenge, theirs.recovery_codes[0])).status_code == 401
    assert (await complete(api, challenge, theirs.code())).status_code == 401


_SIX_MINUTES_PASS = """
UPDATE login_throttle SET attempts = ARRAY(SELECT moment - interval '6 minutes' FROM unnest(attempts) AS moment)
"""


@pytest.mark.parametrize("challenge", ["", "cf_factor_" + "a" * 43, "not a challenge"])
async def test_a_made_up_challenge_answers_like_a_wrong_code(api: Api, challenge: str) -> None:
    answer = await complete(api, challenge, "123456")

    assert answer.status_code == 401
    assert answer.json() == {"detail": "This code is not right, or the sign-in took too long. Please try again."}


async def test_of_many_guesses_at_once_ten_are_looked_at(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    challenges = [await challenged(api, person) for _ in range(3)]
    wrong = app.wrong()

    answers = await asyncio.gather(*(complete(api, challenges[n % 3], wrong) for n in range(40)))

    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 30}
    assert (await complete(api, challenges[0], app.code())).status_code == 429, "a right one neither, until it is over"
    assert (await complete(api, challenges[0], app.recovery_codes[0])).status_code == 429


async def test_of_the_guesses_of_a_day_thirty_are_looked_at(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    challenge = await challenged(api, person)

    statuses = Counter[int]()
    for _ in range(4):
        statuses.update([(await complete(api, challenge, app.wrong())).status_code for _ in range(10)])
        async with api.runtime.uow.write(None) as session:
            await session.fetch(_SIX_MINUTES_PASS)

    assert statuses == {401: 30, 429: 10}
    refused = await complete(api, challenge, app.code())
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 23 * 60 * 60


async def test_a_changed_password_ends_challenges(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    challenge = await challenged(api, person)

    await post(api, "change-password", {"current_password": PASSWORD, "new_password": "an even better one"}, person)

    assert (await complete(api, challenge, app.code())).status_code == 401
    assert (await complete(api, await challenged(api, person, "an even better one"), app.code())).status_code == 200


async def test_switching_off_takes_password_and_code(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)

    without = await post(api, "second-factor/disable", {"password": "not the password", "code": app.code()}, person)
    wrong = await post(api, "second-factor/disable", {"password": PASSWORD, "code": app.wrong()}, person)
    right = await post(api, "second-factor/disable", {"password": PASSWORD, "code": app.code()}, person)

    assert [one.status_code for one in (without, wrong, right)] == [422, 422, 200]
    assert (await post(api, "login", {"email": person.email, "password": PASSWORD})).status_code == 200
    assert (await told(api, person)) == {"enabled": False, "enabled_at": None, "recovery_codes_left": 0}
    again = await post(api, "second-factor/disable", {"password": PASSWORD, "code": app.code(1)}, person)
    assert again.status_code == 409


async def test_nothing_of_it_can_be_read_at_rest_and_each_switch_is_logged_and_mailed(api: Api) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    await post(api, "second-factor/disable", {"password": PASSWORD, "code": app.recovery_codes[0]}, person)
    other = await api.person()
    kept = await with_second_factor(api, other)

    async with api.runtime.uow.system() as everything:
        sealed = await everything.fetchval("SELECT secret FROM second_factor WHERE user_id = $1", other.user_id)
        digests = await everything.fetch("SELECT digest FROM recovery_code WHERE user_id = $1", other.user_id)
        logged = await _logged(api, person.user_id)
        mailed = await everything.fetch("SELECT kind FROM outgoing_mail WHERE recipient = $1", person.email)
    assert kept.secret.encode() not in sealed
    assert {len(row["digest"]) for row in digests} == {32}
    assert logged == ['{"second_factor": true}', '{"second_factor": false}']
    assert {"second_factor_on", "second_factor_off"} <= {row["kind"] for row in mailed}


async def _logged(api: Api, user: UserId) -> list[str]:
    async with api.runtime.uow.system() as everything:
        rows = await everything.fetch(
            "SELECT new_value::text FROM audit_event WHERE user_id = $1 AND action = 'UPDATE' ORDER BY created_at", user
        )
    return [row["new_value"] for row in rows]
