"""The end of access ends sockets: at once, in every process, and within a minute where nobody heard of it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import EmbeddedValkey, RunningValkey
from contentforge_app.settings import Settings
from contentforge_tenants import accounts, memberships, sessions
from contentforge_tenants.access import Audience, Role
from support.app import API, PASSWORD, Person, settings_for
from support.databases import DatabaseUrls
from support.sockets import QUIET, Client, Served, connected, refusal, served

AT_ONCE = 1.0


async def log_out(api: Served, person: Person) -> None:
    assert (await api.client.post(f"{API}/auth/logout", headers=person.auth)).status_code in {200, 204}


async def change_password(api: Served, person: Person) -> None:
    other = await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": PASSWORD})
    answer = await api.client.post(
        f"{API}/auth/change-password",
        json={"current_password": PASSWORD, "new_password": "another long password"},
        headers={"Authorization": f"Bearer {other.json()['access_token']}"},
    )
    assert answer.status_code in {200, 204}, answer.text


async def deactivate(api: Served, person: Person) -> None:
    async with api.runtime.uow.write(None) as session:
        await accounts.deactivate(session, person.user_id)


async def revoke(api: Served, person: Person) -> None:
    async with api.runtime.uow.write(None) as session:
        await sessions.end_of_user(session, person.user_id)


async def reuse_refresh_token(api: Served, person: Person) -> None:
    """Somebody else has a copy of the refresh token: the family ends."""
    first = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": person.refresh_token})
    await api.client.post(f"{API}/auth/refresh", json={"refresh_token": first.json()["refresh_token"]})
    again = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": person.refresh_token})
    assert again.status_code == 401


WAYS: list[Callable[[Served, Person], Awaitable[None]]] = [
    log_out,
    change_password,
    deactivate,
    revoke,
    reuse_refresh_token,
]


async def ends(client: Client, seconds: float = AT_ONCE) -> None:
    await asyncio.wait_for(client.ended.wait(), seconds)


@pytest.mark.parametrize("end", WAYS)
async def test_the_end_of_a_session_ends_its_sockets_in_every_process(
    api: Served, end: Callable[[Served, Person], Awaitable[None]]
) -> None:
    person, other = await api.person(), await api.person()

    async with (
        served(api.runtime.settings) as second,
        connected(api.base, token=person.token) as here,
        connected(second.base, "/api/v1", token=person.token) as there,
        connected(second.base, token=person.token, transports=("polling",)) as polling,
        connected(second.base, token=other.token) as bystander,
    ):
        await end(api, person)
        for client in (here, there, polling):
            await ends(client)
        assert await refusal(second.base, token=person.token) == "Not authorized"
        assert not bystander.ended.is_set()


async def test_a_socket_that_has_been_ended_hears_nothing_more(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)

    async with (
        connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as client,
        connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as other,
    ):
        for one in (client, other):
            await one.subscribe(str(piece.job))
            await one.hears(1)
        [mine] = [one.session for one in api.app._realtime._registry if one.sid == client.sio.get_sid("/cgms")]
        async with api.runtime.uow.write(None) as session:
            await sessions.end(session, mine)
        await api.workshop.run()
        await other.hears(3)
        assert client.ended.is_set()
        assert client.statuses == ["queued"]


async def test_the_end_of_one_session_leaves_the_persons_others(api: Served) -> None:
    person = await api.person()

    async with (
        connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as other,
        connected(api.base, token=person.token) as client,
    ):
        await log_out(api, person)
        await ends(client)
        await asyncio.sleep(QUIET)
        assert not other.ended.is_set()


async def test_an_access_token_that_runs_out_ends_no_socket(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await api.person()

    async with connected(api.base, token=person.token) as client:
        with monkeypatch.context() as later:
            later.setattr("contentforge_app.tokens.time.time", lambda: 4_000_000_000.0)
            assert (await api.client.get(f"{API}/usage", headers=person.auth)).status_code == 401
            await api.app._realtime._ending.recheck()
        await asyncio.sleep(QUIET)
        assert not client.ended.is_set()
        await api.job(person)
        await client.hears(1)


def rechecked(urls: DatabaseUrls, valkey: RunningValkey, folder: Path) -> Settings:
    return settings_for(urls, valkey, folder, realtime={"recheck_seconds": 0.3})


@pytest.mark.parametrize(
    "loss",
    [
        "UPDATE user_session SET revoked_at = clock_timestamp() WHERE user_id = $1",
        "UPDATE user_session SET expires_at = clock_timestamp() WHERE user_id = $1",
        "UPDATE user_account SET is_active = false WHERE id = $1",
    ],
    ids=["revoked", "expired", "deactivated"],
)
async def test_an_end_nobody_heard_of_is_found_by_the_recheck(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, loss: str
) -> None:
    async with served(rechecked(database_urls, valkey, tmp_path)) as api:
        person, other = await api.person(), await api.person()
        async with (
            connected(api.base, token=person.token) as client,
            connected(api.base, token=other.token) as bystander,
        ):
            async with api.runtime.uow.write(None) as session:
                await session.fetch(loss, person.user_id)
            await ends(client, 3)
            await asyncio.sleep(QUIET)
            assert not bystander.ended.is_set()


async def test_the_end_of_a_membership_ends_the_sockets_in_that_organization(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with served(rechecked(database_urls, valkey, tmp_path)) as api:
        owner, member = await api.person(), await api.person()
        await api.join(member, owner, Role.EDITOR)
        async with (
            connected(api.base, f"/t/{owner.slug}", token=member.token) as there,
            connected(api.base, token=member.token) as home,
        ):
            async with api.runtime.uow.write(owner.organization) as session:
                await memberships.end(session, owner.organization, member.user_id, by=owner.user_id)
            await ends(there, 3)
            await asyncio.sleep(QUIET)
            assert not home.ended.is_set()


async def test_a_session_that_ends_while_its_socket_is_let_in_gets_none(
    api: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await api.person()
    door = api.app._realtime._door
    admit = door._socket

    async def slowly(*told: Any) -> Any:
        socket = await admit(*told)
        await log_out(api, person)
        return socket

    monkeypatch.setattr(door, "_socket", slowly)
    assert await refusal(api.base, token=person.token) == "Not authorized"


async def test_a_process_that_stops_sends_its_clients_elsewhere_at_once(api: Served) -> None:
    person = await api.person()

    async with (
        connected(api.base, token=person.token) as client,
        connected(api.base, token=person.token, transports=("polling",)) as polling,
    ):
        await api.app.leave()
        for one in (client, polling):
            await ends(one, 2)
        answer = await api.client.get("/socket.io/?EIO=4&transport=polling")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "1"


async def test_an_end_while_the_bus_is_away_is_told_when_it_is_back(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    engine = EmbeddedValkey(tmp_path / "valkey", fast=True)
    with engine as valkey:
        settings = settings_for(database_urls, valkey, tmp_path)
        async with served(settings) as api, served(settings) as second:
            person = await api.person()
            async with (
                connected(api.base, token=person.token) as here,
                connected(second.base, token=person.token) as there,
            ):
                await asyncio.to_thread(engine.stop)
                await revoke(api, person)
                await ends(here)
                assert not there.ended.is_set()
                await asyncio.to_thread(engine.start)
                await ends(there, 10)
