"""Rate limits as the API applies them, and keys whose use is noted beside the requests."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import API, Api, running, settings_for
from support.databases import DatabaseUrls


@pytest.fixture
async def limited(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    limits = {"principal": 7, "login": 9, "anonymous": 3}
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit=limits)) as started:
        yield started


async def test_a_person_is_held_to_a_pace_and_told_when_to_come_back(limited: Api) -> None:
    person = await limited.person()

    answers = [await limited.client.get(f"{API}/usage", headers=person.auth) for _ in range(8)]

    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert isinstance(answers[-1].json()["detail"], str)


async def test_what_an_order_leaves_of_the_month_is_told_beside_the_pace(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit={"principal": 60})) as api:
        person, richer = await api.person(), await api.person(plan="enterprise")
        order = {"source_type": "manual", "source_data": {"name": "Kettle"}, "content_types": ["title"]}
        url = f"{API}/content/generate"

        first = await api.client.post(url, json=order, headers=person.auth)
        pictured = {**order, "image_urls": ["https://example.com/kettle.jpg"]}
        second = await api.client.post(url, json=pictured, headers=person.auth)
        reading = await api.client.get(f"{API}/usage", headers=person.auth)
        unlimited = await api.client.post(url, json=order, headers=richer.auth)

    assert re.fullmatch(r'"\w+";r=\d+, "quota";r=9;t=\d+', first.headers["ratelimit"])
    assert '"quota";r=8;t=' in second.headers["ratelimit"]
    assert 0 < int(first.headers["ratelimit"].rpartition("t=")[2]) <= 31 * 86_400
    assert "quota" not in reading.headers["ratelimit"]
    assert "quota" not in unlimited.headers["ratelimit"]


async def test_registering_and_strangers_are_held_by_address(limited: Api) -> None:
    tries = [await limited.client.post(f"{API}/auth/login", json={"email": "n", "password": "x"}) for _ in range(10)]
    looks = [await limited.client.get(f"{API}/usage") for _ in range(4)]

    assert tries[-1].status_code == 429
    assert [answer.status_code for answer in looks][-1] == 429


async def test_the_last_use_of_a_key_is_noted(api: Api) -> None:
    person = await api.person()
    key = await api.key(person)
    await api.client.get(f"{API}/usage", headers={"X-API-Key": key["key"]})

    async def noted() -> object:
        return (await api.client.get(f"{API}/api-keys", headers=person.auth)).json()[0]["last_used_at"]

    async with asyncio.timeout(20):
        while not await noted():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.1)
