"""What people are given in confidence is shown once, to them, and is nowhere else: no log, no row, no other answer."""

import io
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import asyncpg
import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_platform.observability import ObservabilitySettings
from support.app import API, PASSWORD, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.inbox import BASE, deliver, token_in
from support.logs import logged_as
from support.mail_server import MailServer, mail_server
from support.operators import operating
from support.second_factor import Authenticator

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
_ROWS = "SELECT count(*) FROM {} AS kept, unnest($1::text[]) AS looked(for_it) WHERE strpos(kept::text, for_it) > 0"
_OURS = ("httpx", "mail.log")
"""Loggers of the test's own client and mail server."""
PAGE = {"X-ContentForge-Session": "cookie", "Origin": "http://localhost"}


@dataclass
class Overheard:
    """All that the API has answered."""

    answers: list[tuple[str, str]] = field(default_factory=list)

    async def listen(self, answer: httpx.Response) -> None:
        await answer.aread()
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
        self.answers.append((str(answer.request.url), f"{headers}\n\n{answer.text}"))

    def telling(self, secret: str) -> list[str]:
        """Which requests were answered with it."""
        return [request for request, told in self.answers if secret in unquote(told)]


@pytest.fixture
def lines() -> Iterator[io.BytesIO]:
    """Everything that is logged, down to the last detail."""
    with logged_as(ObservabilitySettings(log_format="json", log_level="DEBUG")) as caught:
        for name in _OURS:
            logging.getLogger(name).setLevel(logging.WARNING)
        yield caught
        for name in _OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture
async def api(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, server: MailServer, lines: io.BytesIO
) -> AsyncIterator[Api]:
    assert lines.getvalue() == b""
    seen = {"access_log": True}
    settings = settings_for(
        own_database_urls, valkey, tmp_path, mail=server.settings(), public_url=BASE, observability=seen
    )
    async with running(settings) as started:
        yield started


async def page(api: Api, path: str, body: object = None, **headers: str) -> httpx.Response:
    """What a page of ours does: the refresh token comes and goes in the cookie that is named, and in no other."""
    api.client.cookies.clear()
    return await api.client.post(f"{API}/auth/{path}", json=body, headers={**PAGE, **headers})


def cookie_of(answer: httpx.Response) -> str:
    [found] = re.findall(r"contentforge-refresh=([^;]+);", answer.headers["set-cookie"])
    return str(found)


async def in_cookies(api: Api, person: Person) -> list[str]:
    """The refresh tokens of a page that signs in and goes on once."""
    first = cookie_of(await page(api, "login", {"email": person.email, "password": PASSWORD}))
    second = cookie_of(await page(api, "refresh", Cookie=f"contentforge-refresh={first}"))
    foreign = {"Origin": "https://evil.example.com", "Cookie": f"contentforge-refresh={second}"}
    assert (await page(api, "refresh", **foreign)).status_code == 403
    return [first, second]


async def of_second_factor(api: Api, person: Person) -> tuple[list[str], str]:
    """Its secret and its recovery codes; and a challenge that was answered."""
    at, auth = f"{API}/auth/second-factor", person.auth
    begun = (await api.client.post(at, json={"password": PASSWORD}, headers=auth)).json()
    app = Authenticator(begun["secret"])
    codes = (await api.client.post(f"{at}/confirm", json={"code": app.code(-1)}, headers=auth)).json()["recovery_codes"]
    asked = await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": PASSWORD})
    challenge = str(asked.json()["challenge"])
    for code, expected in ((app.wrong(), 401), (codes[0], 200)):
        given = {"challenge": challenge, "code": code}
        answer = await api.client.post(f"{API}/auth/login/second-factor", json=given)
        assert answer.status_code == expected
    return [begun["secret"], *codes], challenge


async def of_invitation(api: Api, owner: Person, guest: Person) -> str:
    """The token of a link that was looked at, opened as a page, mistyped into an address, and accepted."""
    at = f"{API}/organizations/{owner.slug}/invitations"
    token = str((await api.client.post(at, json={"role": "VIEWER"}, headers=owner.auth)).json()["token"])
    await api.client.get(f"/app/invitation?token={token}")
    await api.client.get(f"{API}/invitations/{token}")
    await api.client.post(f"{API}/invitations/look?token={token}", json={"token": token})
    accepted = await api.client.post(f"{API}/invitations/accept", json={"token": token}, headers=guest.auth)
    assert accepted.status_code == 200, accepted.text
    await api.client.post(f"{API}/invitations/accept", json={"token": token}, headers=owner.auth)
    return token


async def of_mails(api: Api, server: MailServer, person: Person) -> list[str]:
    """The tokens of mails about a forgotten password and a new address, and the password that was set by one."""
    fresh, password = f"u{uuid4().hex[:12]}@example.com", f"canary-{uuid4().hex}"
    body = {"email": fresh, "password": PASSWORD}
    await api.client.post(f"{API}/auth/change-email", json=body, headers=person.auth)
    await api.client.post(f"{API}/auth/forgot-password", json={"email": person.email})
    await deliver(api)
    tokens = [token_in(server, "confirm-email", to=fresh), token_in(server, "reset-password", to=person.email)]
    reset = {"token": tokens[1], "password": password}
    assert (await api.client.post(f"{API}/auth/reset-password", json=reset)).status_code == 200
    await api.client.post(f"{API}/auth/confirm-email", json={"token": tokens[0]})
    return [*tokens, password]


async def look_everywhere(api: Api, person: Person) -> None:
    """Everything that shows people, sessions, mails and what was done, to those who may see most."""
    operator = await operating(api)
    for path in ("actions", "organizations", "mails", "events", "health"):
        await operator.get(path)
    await operator.get(f"organizations/{person.organization}")
    for path in ("audit", "auth/account", "auth/sessions", "auth/second-factor", "api-keys", "organizations"):
        assert (await api.client.get(f"{API}/{path}", headers=person.auth)).status_code == 200
    for path in ("members", "invitations", "exports"):
        await api.client.get(f"{API}/organizations/{person.slug}/{path}", headers=person.auth)


async def rows_with(admin: str, secrets: list[str]) -> list[str]:
    """The tables in which a secret stands as it is, whatever the column."""
    looked_for = [*secrets, *(secret.encode().hex() for secret in secrets)]
    connection = await asyncpg.connect(admin)
    try:
        tables = [row[0] for row in await connection.fetch(_TABLES)]
        return [table for table in tables if await connection.fetchval(_ROWS.format(table), looked_for)]
    finally:
        await connection.close()


async def test_what_is_shown_once_is_nowhere_else(
    api: Api, server: MailServer, lines: io.BytesIO, own_database_urls: DatabaseUrls
) -> None:
    heard = Overheard()
    api.client.event_hooks["response"] = [heard.listen]
    person, guest, forgetful = [await api.person(plan="pro") for _ in range(3)]

    cookies = await in_cookies(api, person)
    key = str((await api.key(person))["key"])
    link = await of_invitation(api, person, guest)
    factors, challenge = await of_second_factor(api, person)
    by_mail = await of_mails(api, server, forgetful)
    await api.client.post(f"{API}/organizations/{person.slug}/exports", headers=person.auth)
    await deliver(api)
    await look_everywhere(api, person)

    once = [*cookies, key, link, *factors, challenge]
    assert [where for secret in once if len(where := heard.telling(secret)) != 1] == []
    assert [heard.telling(secret) for secret in by_mail] == [[]] * len(by_mail)
    everything = [*once, *by_mail, PASSWORD]
    logged = lines.getvalue().decode()
    assert '"event":"request"' in logged
    assert [line for line in unquote(logged).splitlines() if any(secret in line for secret in everything)] == []
    assert await rows_with(own_database_urls.admin, everything) == []
