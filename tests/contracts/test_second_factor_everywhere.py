"""An account with a second factor, at the log-ins of the APIs whose documents know of none."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import PASSWORD, Api, running, settings_for
from support.databases import DatabaseUrls
from support.second_factor import with_second_factor

LOGINS = pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/cgms/api/v1/auth/login", "message"),
        ("/writer/api/v1/auth/login", "message"),
        ("/generator/auth/login", "message"),
        ("/blog/api/auth/login", "message"),
    ],
)


@pytest.fixture
async def api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


@LOGINS
async def test_the_password_alone_is_refused_and_the_sentence_says_what_to_do(
    api: Api, path: str, sentence: str
) -> None:
    person = await api.person()
    await with_second_factor(api, person)

    answer = await api.client.post(path, json={"email": person.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert "X-ContentForge-Code" in answer.json()[sentence]
    assert "cf_factor_" not in answer.text


@LOGINS
async def test_a_code_in_the_header_lets_in_once(api: Api, path: str, sentence: str) -> None:
    person = await api.person()
    app = await with_second_factor(api, person)
    body = {"email": person.email, "password": PASSWORD}
    headers = {"X-ContentForge-Code": app.code()}

    first = await api.client.post(path, json=body, headers=headers)
    again = await api.client.post(path, json=body, headers=headers)
    by_recovery = await api.client.post(path, json=body, headers={"X-ContentForge-Code": app.recovery_codes[3]})

    assert first.status_code == by_recovery.status_code == 200
    assert again.status_code == 401
    assert again.json()[sentence] == "This code is not right, or the sign-in took too long. Please try again."


@LOGINS
async def test_a_wrong_password_is_refused_as_ever(api: Api, path: str, sentence: str) -> None:
    person, other = await api.person(), await api.person()
    app = await with_second_factor(api, person)

    known = await api.client.post(
        path, json={"email": person.email, "password": "not the password"}, headers={"X-ContentForge-Code": app.code()}
    )
    without = await api.client.post(path, json={"email": other.email, "password": "not the password"})

    assert known.status_code == without.status_code == 401
    assert known.json()[sentence] == without.json()[sentence]
