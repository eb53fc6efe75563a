"""Who is let in, into which namespace, and what the others are told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants import accounts, memberships
from contentforge_tenants.access import Audience, Role
from support.app import settings_for
from support.databases import DatabaseUrls
from support.sockets import Served, connected, refusal, served

NOT_AUTHORIZED = "Not authorized"
NAMESPACES = {
    "/": Audience.CONTENTFORGE,
    "/api/v1": Audience.CONTENTFORGE,
    "/contentforge": Audience.CONTENTFORGE,
    "/contentforge/api/v1": Audience.CONTENTFORGE,
    "/cgms": Audience.CGMS,
    "/writer": Audience.WRITER,
    "/generator": Audience.GENERATOR,
}


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_every_namespace_lets_its_apis_token_in(api: Served, transport: str) -> None:
    person = await api.person()

    for namespace, audience in NAMESPACES.items():
        token = await api.token(person, audience)
        for path in (namespace, f"{namespace.rstrip('/')}/", f"/t/{person.slug}{namespace}".rstrip("/")):
            async with connected(api.base, path, token=token, transports=(transport,)) as client:
                assert client.sio.connected, path


@pytest.mark.parametrize("audience", [Audience.CONTENTFORGE, Audience.CGMS, Audience.WRITER, Audience.GENERATOR])
async def test_at_the_root_the_token_says_which_api_is_meant(api: Served, audience: Audience) -> None:
    person = await api.person()
    token = await api.token(person, audience)

    for root in ("/", f"/t/{person.slug}"):
        async with connected(api.base, root, token=token):
            assert f'contentforge_realtime_sockets{{api="{audience}"}} 1.0' in (await api.client.get("/metrics")).text


@pytest.mark.parametrize("namespace", [name for name in NAMESPACES if name != "/"])
async def test_another_apis_token_opens_no_namespace(api: Served, namespace: str) -> None:
    person = await api.person()

    for other in Audience:
        if other is not NAMESPACES[namespace]:
            token = await api.token(person, other)
            assert await refusal(api.base, namespace, token=token) == NOT_AUTHORIZED


@pytest.mark.parametrize(
    "namespace",
    ["/blog", "/cgmsx", "/cgms/api/v1", "/nowhere", "/t/acme/nowhere", "/t", "/api", "/api/v1/jobs", "/admin"],
)
async def test_there_are_no_other_namespaces(api: Served, namespace: str) -> None:
    person = await api.person()

    assert await refusal(api.base, namespace, token=person.token) == "Invalid namespace"


@pytest.mark.parametrize(
    "how",
    [
        lambda token: {"auth": {"token": token}},
        lambda token: {"auth": {"token": f"Bearer {token}"}},
        lambda token: {"headers": {"Authorization": f"Bearer {token}"}},
        lambda token: {"headers": {"Authorization": token}},
        lambda token: {"auth": {"token": f"bearer  {token} "}},
    ],
    ids=["auth", "auth-bearer", "header", "bare-header", "untidy"],
)
async def test_a_token_is_found_wherever_clients_put_it(api: Served, how: Callable[[str], dict[str, Any]]) -> None:
    person = await api.person()

    async with connected(api.base, **how(person.token)) as client:
        assert client.sio.connected


async def test_a_token_is_found_in_the_query(api: Served) -> None:
    person = await api.person()

    async with connected(f"{api.base}/?token={person.token}") as client:
        assert client.sio.connected


BAD_AUTH: dict[str, object] = {
    "nothing": None,
    "nothing-in-it": {},
    "empty": {"token": ""},
    "number": {"token": 7},
    "object": {"token": {"token": "x"}},
    "list": ["token"],
    "text": "token",
    "garbage": {"token": "not.a.token"},
    "nul": {"token": "\0"},
    "long": {"token": "x" * 50_000},
    "null": {"token": None},
    "bearer-only": {"token": "Bearer "},
}


@pytest.mark.parametrize("auth", BAD_AUTH.values(), ids=BAD_AUTH)
async def test_nothing_but_a_good_token_opens(api: Served, auth: object) -> None:
    for namespace in ("/", "/cgms"):
        assert await refusal(api.base, namespace, auth=auth) == NOT_AUTHORIZED


async def test_api_keys_open_no_sockets(api: Served) -> None:
    key = (await api.key(await api.person(plan="pro")))["key"]

    for how in (
        {"auth": {"token": key}},
        {"headers": {"X-API-Key": key}},
        {"headers": {"Authorization": f"Bearer {key}"}},
    ):
        assert await refusal(api.base, **how) == NOT_AUTHORIZED


async def test_a_session_that_has_ended_opens_nothing(api: Served) -> None:
    person = await api.person()
    await api.client.post("/api/v1/auth/logout", headers=person.auth)

    assert await refusal(api.base, token=person.token) == NOT_AUTHORIZED


async def test_an_account_that_was_closed_opens_nothing(api: Served) -> None:
    person = await api.person()
    async with api.runtime.uow.write(None) as session:
        await accounts.deactivate(session, person.user_id)

    assert await refusal(api.base, token=person.token) == NOT_AUTHORIZED


async def test_only_members_come_into_an_organizations_namespaces(api: Served) -> None:
    owner, stranger, member = await api.person(), await api.person(), await api.person()
    await api.join(member, owner, Role.VIEWER)

    for path in (f"/t/{owner.slug}", f"/t/{owner.slug}/api/v1"):
        assert await refusal(api.base, path, token=stranger.token) == NOT_AUTHORIZED
        async with connected(api.base, path, token=member.token) as client:
            assert client.sio.connected
    assert await refusal(api.base, "/t/nobody-has-this", token=stranger.token) == NOT_AUTHORIZED
    async with api.runtime.uow.write(owner.organization) as session:
        await memberships.end(session, owner.organization, member.user_id, by=owner.user_id)
    assert await refusal(api.base, f"/t/{owner.slug}", token=member.token) == NOT_AUTHORIZED


async def test_a_host_of_its_own_leads_to_one_api_at_its_root(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    hosts = {"copy.test": "contentforge", "write.test": "writer"}
    async with served(settings_for(database_urls, valkey, tmp_path, hosts=hosts)) as api:
        person = await api.person()
        native, writer = person.token, await api.token(person, Audience.WRITER)

        async def outcome(host: str, namespace: str, token: str) -> str:
            try:
                async with connected(api.base, namespace, token=token, headers={"Host": host}):
                    return "connected"
            except Exception:  # noqa: BLE001 - whatever the client makes of a refusal
                return "refused"

        assert await outcome("write.test", "/", writer) == "connected"
        assert await outcome("write.test:8000", "/", writer) == "connected"
        assert await outcome("write.test", "/", native) == "refused"
        assert await outcome("copy.test", "/", native) == "connected"
        assert await outcome("copy.test", "/api/v1", native) == "connected"
        assert await outcome("copy.test", "/", writer) == "refused"
        assert await outcome("write.test", "/writer", writer) == "refused"
