"""What the scheduler tidies up behind people, on a database of its own since it looks at whole tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.duties import duties
from contentforge_app.embedded import RunningValkey
from support.app import API, Api, Person, running, settings_for
from support.databases import DatabaseUrls


@pytest.fixture
async def alone(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def do_all(api: Api) -> None:
    for duty in duties(api.runtime):
        await duty.do()


async def let_pass(api: Api, days: int, person: Person) -> None:
    """Make the sessions and tokens of a person as old as if `days` had gone by."""
    async with api.runtime.uow.write(None) as session:
        for table, whose in (
            ("user_session", "user_id = $1"),
            ("refresh_token", "session_id IN (SELECT id FROM user_session WHERE user_id = $1)"),
        ):
            await session.fetch(
                f"UPDATE {table} SET expires_at = expires_at - make_interval(days => $2) WHERE {whose}",
                person.user_id,
                days,
            )


async def counted(api: Api, table: str) -> int:
    async with api.runtime.uow.system() as session:
        return int(await session.fetchval(f"SELECT count(*) FROM {table}"))


async def test_sessions_that_ended_long_ago_are_forgotten_with_their_tokens(alone: Api) -> None:
    gone, here = await alone.person(), await alone.person()
    for _ in range(2):
        answer = await alone.client.post(f"{API}/auth/refresh", json={"refresh_token": gone.refresh_token})
        assert answer.status_code == 200
    await let_pass(alone, 40, gone)

    await do_all(alone)

    assert await counted(alone, "user_session") == 1
    assert await counted(alone, "refresh_token") == 1
    assert (await alone.client.get(f"{API}/usage", headers=here.auth)).status_code == 200


async def test_tries_at_a_password_are_forgotten_once_they_no_longer_count(alone: Api) -> None:
    for email in ("old@example.com", "new@example.com"):
        await alone.client.post(f"{API}/auth/login", json={"email": email, "password": "not this one"})
    async with alone.runtime.uow.write(None) as session:
        await session.fetch(
            "UPDATE login_throttle SET updated_at = updated_at - interval '1 hour' "
            "WHERE updated_at = (SELECT min(updated_at) FROM login_throttle)"
        )

    await do_all(alone)

    assert await counted(alone, "login_throttle") == 1
