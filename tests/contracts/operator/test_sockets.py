"""Suspension ends live sockets, in every process, and lets none in meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants import sessions
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.client import UNKNOWN
from support.app import API, settings_for
from support.databases import DatabaseUrls
from support.operators import operating
from support.sockets import QUIET, Served, connected, refusal, served

AT_ONCE = 1.0


@pytest.fixture
async def live(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


async def test_a_suspension_ends_the_organizations_sockets_in_every_process(live: Served) -> None:
    operator = await operating(live)
    owner, member, other = await live.person(), await live.person(), await live.person()
    await live.join(member, owner, Role.EDITOR)

    async with (
        served(live.runtime.settings) as second,
        connected(live.base, token=owner.token) as here,
        connected(second.base, "/api/v1", token=owner.token) as there,
        connected(second.base, f"/t/{owner.slug}", token=member.token) as visiting,
        connected(second.base, token=member.token) as at_home,
        connected(live.base, token=other.token) as bystander,
    ):
        await operator.do("POST", f"organizations/{owner.organization}/suspend", reason="A chargeback")

        for client in (here, there, visiting):
            await asyncio.wait_for(client.ended.wait(), AT_ONCE)
        assert await refusal(second.base, token=owner.token) == "Not authorized"
        await asyncio.sleep(QUIET)
        assert not at_home.ended.is_set()
        assert not bystander.ended.is_set()

        await operator.do("POST", f"organizations/{owner.organization}/resume", reason="It was paid")
        async with connected(second.base, token=owner.token) as again:
            assert not again.ended.is_set()


async def test_a_socket_of_a_provisioned_organization_ends_with_its_partner(live: Served) -> None:
    operator, partner = await operating(live), await live.person(plan="pro")
    answer = await live.client.post(
        f"{API}/auth/provision",
        json={"email": "of-a-partner@example.com", "external_platform_id": "shop"},
        headers=partner.auth,
    )
    async with live.runtime.uow.system() as session:
        row = await session.fetchrow(
            "SELECT id, owner_id FROM organization WHERE partner_id = $1", partner.organization
        )
    assert row is not None, answer.text
    async with live.runtime.uow.write(None) as session:
        pair = await sessions.start(
            session, live.runtime.keyring, row["owner_id"], row["id"], Audience.CONTENTFORGE, UNKNOWN
        )

    async with connected(live.base, token=pair.access_token) as client:
        await operator.do("POST", f"organizations/{partner.organization}/suspend", reason="A chargeback")
        await asyncio.wait_for(client.ended.wait(), AT_ONCE)


async def test_who_is_let_in_just_when_the_door_is_shut_does_not_stay(
    live: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, owner = await operating(live), await live.person()
    door = live.app._realtime._door
    admit = door._socket

    async def slowly(*told: Any) -> Any:
        socket = await admit(*told)
        await operator.do("POST", f"organizations/{owner.organization}/suspend", reason="A chargeback")
        await asyncio.sleep(QUIET)  # the first look has found no socket by now
        return socket

    monkeypatch.setattr(door, "_socket", slowly)
    async with connected(live.base, token=owner.token) as client:
        await asyncio.wait_for(client.ended.wait(), 3)
