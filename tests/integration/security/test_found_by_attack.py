"""Ways in that were found by attacking a running installation."""

import asyncio
import os
import signal
from pathlib import Path

import redis.asyncio

from contentforge_app.embedded import EmbeddedValkey
from contentforge_workers.broker import wake_queue
from contentforge_workers.wakeup import CeleryWaker
from support.app import API, Api


async def test_an_address_writes_no_script_into_the_documentation_page(api: Api) -> None:
    answer = await api.client.get("/t/x'-alert(document.domain)-'/docs")
    assert "'-alert(" not in answer.text


async def rung(client: "redis.asyncio.Redis", waker: CeleryWaker) -> bool:
    """Whether a ring arrives within a while of asking."""
    await client.delete(wake_queue("generation"))
    for _ in range(50):
        waker.wake("generation")
        await asyncio.sleep(0.1)
        if await client.llen(wake_queue("generation")):
            return True
    return False


async def test_the_bell_rings_again_after_the_broker_stood_still(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "valkey", fast=True) as valkey:
        waker = CeleryWaker(valkey.url)
        waker.start()
        async with redis.asyncio.Redis.from_url(valkey.url) as client:
            assert await rung(client, waker)
            os.kill(valkey.pid, signal.SIGSTOP)
            try:
                waker.wake("generation")
                await asyncio.sleep(2)
            finally:
                os.kill(valkey.pid, signal.SIGCONT)
            rings = await rung(client, waker)
        waker.close()
    assert rings


async def test_repeating_a_regeneration_whose_job_was_deleted_is_no_failure_of_ours(api: Api) -> None:
    person = await api.person()
    [item, *_] = (await api.finished_job(person, content_types=["title"]))["content_items"]
    headers = {**person.auth, "Idempotency-Key": "again"}
    first = await api.client.post(f"{API}/content/{item['id']}/regenerate", headers=headers)
    await api.client.delete(f"{API}/content/jobs/{first.json()['id']}", headers=person.auth)
    repeat = await api.client.post(f"{API}/content/{item['id']}/regenerate", headers=headers)
    assert repeat.status_code == 404


async def test_repeating_an_order_whose_job_was_deleted_answers_404(api: Api) -> None:
    person = await api.person()
    headers = {**person.auth, "Idempotency-Key": "again"}
    order = {"source_type": "manual", "source_data": {"name": "Copper Kettle"}}
    first = await api.client.post(f"{API}/content/generate", json=order, headers=headers)
    await api.client.delete(f"{API}/content/jobs/{first.json()['id']}", headers=person.auth)
    repeat = await api.client.post(f"{API}/content/generate", json=order, headers=headers)
    assert repeat.status_code == 404


async def test_a_text_written_anew_that_is_deleted_before_ends_at_once_and_costs_nothing(api: Api) -> None:
    person = await api.person()
    done = await api.finished_job(person, content_types=["title"])
    [item] = done["content_items"]
    anew = (await api.client.post(f"{API}/content/{item['id']}/regenerate", headers=person.auth)).json()
    assert (await api.client.delete(f"{API}/content/jobs/{done['id']}", headers=person.auth)).status_code == 204
    await api.workshop.run()
    job = (await api.client.get(f"{API}/content/jobs/{anew['id']}", headers=person.auth)).json()
    assert job["status"] in {"cancelled", "failed"}
    async with api.runtime.uow.read(person.organization) as session:
        row = await session.fetchrow("SELECT used, held FROM usage_period WHERE metric = 'generations'")
        assert row is not None
        assert (row["used"], row["held"]) == (1, 0)


async def test_nobody_takes_the_name_of_the_default_site(api: Api) -> None:
    person = await api.person()
    site = {"name": "Mine", "slug": "default"}
    answer = await api.client.post(f"{API}/organizations", json=site, headers=person.auth)
    assert answer.status_code in {409, 422}
