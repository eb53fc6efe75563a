"""Live events: each subscriber once, in order, never back, whatever the bus does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from contentforge_app.duties import duties
from contentforge_app.embedded import EmbeddedValkey, RunningValkey
from contentforge_content.jobs.end import cancel_job
from contentforge_content.vocabulary import ContentType
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.access import Audience, Role
from support.app import API, Person, settings_for
from support.databases import DatabaseUrls
from support.sockets import Client, Served, connected, served


def event(person: Person, job: UUID | None, sequence: int, state: str, **data: object) -> LiveEvent:
    assert job is not None
    told = {"content_types_done": 0, "images_done": 0, "error_message": None, **data}
    return LiveEvent(person.organization, person.user_id, "job", job, sequence, state, told)


async def relay(api: Served) -> None:
    """What the scheduler does about events that nobody published."""
    for duty in duties(api.runtime):
        if duty.name == "relay":
            await duty.do()


@asynccontextmanager
async def subscribed(api: Served, person: Person, job: UUID | None) -> AsyncIterator[Client]:
    """A client of cgms that has been told how the job stands."""
    async with connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as client:
        assert await client.subscribe(str(job)) == {"ok": True}
        await client.hears(1)
        yield client


async def test_the_native_event_comes_to_its_person_without_subscription(api: Served) -> None:
    person, other = await api.person(), await api.person()

    async with connected(api.base, token=person.token) as mine, connected(api.base, token=other.token) as theirs:
        job = await api.job(person, content_types=["title", "keywords"])
        await mine.hears(1)
        await api.workshop.run()
        await mine.until(lambda heard: bool(heard) and heard[-1][1]["status"] == "completed")

    assert {name for name, _ in mine.heard} == {"job"}
    first, last = mine.heard[0][1], mine.heard[-1][1]
    assert first == {
        "id": job["id"],
        "status": "pending",
        "sequence": 1,
        "content_types_done": 0,
        "images_done": 0,
        "error_message": None,
    }
    assert (last["status"], last["content_types_done"]) == ("completed", 2)
    sequences = [said["sequence"] for _, said in mine.heard]
    assert sequences == list(range(1, len(sequences) + 1))
    assert theirs.heard == []


async def test_a_usage_alert_comes_to_all_of_the_organization_and_to_nobody_else(api: Served) -> None:
    owner, member, other = await api.person(plan="pro"), await api.person(), await api.person()
    await api.join(member, owner, Role.VIEWER)
    data = {"metric": "generations", "threshold": 80, "used": 160, "limit": 200}
    told = LiveEvent(owner.organization, None, "usage_alert", uuid4(), 1, "raised", data)

    async with (
        connected(api.base, token=owner.token) as mine,
        connected(api.base, f"/t/{owner.slug}", token=member.token) as there,
        connected(api.base, token=member.token) as home,
        connected(api.base, token=other.token) as theirs,
    ):
        await api.runtime.bus.publish([told, told])
        await mine.hears(1)
        await there.hears(1)
        await home.hears_nothing()
        await theirs.hears_nothing()

    assert mine.heard == there.heard == [("usage_alert", data)]


async def test_a_person_hears_in_an_organization_only_of_its_jobs(api: Served) -> None:
    owner, member = await api.person(plan="pro"), await api.person()
    await api.join(member, owner, Role.EDITOR)

    async with (
        connected(api.base, f"/t/{owner.slug}", token=member.token) as there,
        connected(api.base, token=member.token) as home,
    ):
        mine = await api.job(member)
        await api.client.post(
            f"/t/{owner.slug}{API}/content/generate",
            json={"source_type": "manual", "source_data": {"name": "Copper Kettle"}},
            headers=member.auth,
        )
        await home.hears(1)
        await there.hears(1)

    assert home.heard[0][1]["id"] == mine["id"] != there.heard[0][1]["id"]


async def test_a_cancelled_job_shows_as_failed(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)
    generator = await api.token(person, Audience.GENERATOR)

    async with (
        connected(api.base, "/generator", token=generator) as by_person,
        connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as by_subscription,
    ):
        described = await api.piece(person, ContentType.AD_COPY)
        await by_subscription.subscribe(str(described.job))
        await by_subscription.hears(1)
        for job in (piece.job, described.job):
            assert job is not None
            async with api.runtime.uow.write(person.organization) as session:
                await cancel_job(session, person.organization, job)
        await by_person.hears(1)
        await by_subscription.hears(2)

    assert by_person.heard[0][1]["status"] == by_subscription.heard[1][1]["status"] == "failed"
    assert by_person.heard[0][1]["error"] == by_subscription.heard[1][1]["error"] == "Cancelled"


async def test_generator_tells_all_sockets_of_the_person_once_the_job_has_ended(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.GENERATOR)

    async with (
        connected(api.base, "/generator", token=token) as one,
        connected(api.base, "/", token=token, transports=("polling",)) as another,
    ):
        piece = await api.piece(person)
        await api.workshop.run()
        await one.hears(1)
        await another.hears(1)

    for client in (one, another):
        [(name, said)] = client.heard
        assert (name, said["jobId"], said["status"]) == ("job_completed", str(piece.job), "completed")
        assert said["generatedContent"]


async def test_events_out_of_order_or_doubled_never_lead_back(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)
    told = [event(person, piece.job, number, state) for number, state in ((1, "pending"), (2, "processing"))]
    told.append(event(person, piece.job, 3, "failed", error_message="No luck"))
    first, second, third = told

    async with connected(api.base, token=person.token) as native, subscribed(api, person, piece.job) as client:
        await api.runtime.bus.publish([second, first, second])
        await api.runtime.bus.publish([third, first])
        await api.runtime.bus.publish([second, third, first])
        await client.hears(3)

    assert client.statuses == ["queued", "processing", "failed"]
    assert [said["sequence"] for _, said in native.heard] in ([1, 2, 3], [2, 3])


async def test_what_was_read_at_the_subscription_is_not_overtaken_by_older_events(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)
    await api.workshop.run()
    late = [event(person, piece.job, 1, "pending"), event(person, piece.job, 2, "processing")]

    # A process that has heard nothing of the job so far.
    async with served(api.runtime.settings) as fresh, subscribed(fresh, person, piece.job) as client:
        await api.runtime.bus.publish(late)
        await client.hears(1)

    assert client.statuses == ["completed"]


async def test_subscriptions_and_events_at_the_same_time_cross_nowhere(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.WRITER)
    rank = {"queued": 1, "processing": 2, "completed": 3}

    async def follow(client: Client) -> None:
        piece = await api.piece(person)
        running = asyncio.create_task(api.workshop.run())
        await client.subscribe(f"content-{piece.id}")
        await running

    async with connected(api.base, "/writer", token=token) as client:
        for _ in range(20):
            await follow(client)
        await client.until(lambda heard: sum(said["status"] == "completed" for _, said in heard) == 20)
        await asyncio.sleep(0.3)

    by_piece: dict[str, list[int]] = {}
    for _, said in client.heard:
        by_piece.setdefault(said["contentId"], []).append(rank[said["status"]])
    assert len(by_piece) == 20
    assert all(ranks == sorted(set(ranks)) and ranks[-1] == 3 for ranks in by_piece.values()), by_piece


async def test_many_jobs_at_once_are_all_told_of(api: Served) -> None:
    person = await api.person(plan="enterprise")

    async with connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as client:
        pieces = [await api.piece(person) for _ in range(30)]
        answers = await asyncio.gather(*(client.subscribe(str(piece.job)) for piece in pieces))
        assert all(answer == {"ok": True} for answer in answers)
        await api.workshop.run()
        await client.hears(90)

    for piece in pieces:
        heard = [said["status"] for _, said in client.heard if said["jobId"] == str(piece.job)]
        assert heard == ["queued", "processing", "completed"]


async def test_two_processes_tell_each_subscriber_once(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)

    async with served(api.runtime.settings) as second:
        assert second.base != api.base
        async with (
            subscribed(api, person, piece.job) as here,
            subscribed(second, person, piece.job) as there,
            connected(second.base, token=person.token) as native,
        ):
            await api.workshop.run()
            for client in (here, there):
                await client.hears(3)
                assert client.statuses == ["queued", "processing", "completed"]
            await native.hears(2)


async def test_an_event_nobody_published_comes_by_the_relay(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await api.person()
    piece = await api.piece(person)

    async with subscribed(api, person, piece.job) as client:
        with monkeypatch.context() as patched:
            patched.setattr(api.runtime._publisher, "publish", lambda _: None)
            await api.workshop.run()
        await client.hears(1)
        await asyncio.sleep(2)
        await relay(api)
        await relay(api)
        await client.hears(3)

    assert client.statuses == ["queued", "processing", "completed"]


async def test_an_event_of_the_former_version_says_not_when_it_was_recorded(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)
    old = replace(event(person, piece.job, 2, "processing"), at=None)

    async with subscribed(api, person, piece.job) as client:
        await api.runtime.bus.publish([old])
        await client.hears(2)


@asynccontextmanager
async def on_own_valkey(urls: DatabaseUrls, valkey: RunningValkey, folder: Path) -> AsyncIterator[Served]:
    async with served(settings_for(urls, valkey, folder)) as api:
        yield api


async def test_what_happened_while_the_bus_was_away_is_told_when_it_is_back(
    own_database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    engine = EmbeddedValkey(tmp_path / "valkey", fast=True)
    with engine as valkey:
        async with on_own_valkey(own_database_urls, valkey, tmp_path) as api:
            person = await api.person()
            piece = await api.piece(person)
            async with subscribed(api, person, piece.job) as client, connected(api.base, token=person.token) as native:
                await asyncio.to_thread(engine.stop)
                await api.workshop.run()
                await client.hears(1)
                await asyncio.to_thread(engine.start)
                await client.until(lambda heard: heard[-1][1]["status"] == "completed", seconds=10)
                await native.until(lambda heard: bool(heard) and heard[-1][1]["status"] == "completed")
                await relay(api)
                await asyncio.sleep(0.5)

    assert client.statuses in (["queued", "processing", "completed"], ["queued", "completed"])
    assert [said["sequence"] for _, said in native.heard] in ([2, 3], [3])


async def test_an_event_published_while_this_process_was_deaf_is_read_from_its_row(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with on_own_valkey(own_database_urls, valkey, tmp_path) as api:
        person = await api.person()
        piece = await api.piece(person)
        async with subscribed(api, person, piece.job) as client:
            await api.runtime.redis.client_kill_filter(_type="pubsub")
            await api.workshop.run()  # published at once, and marked: the relay will not help
            await client.until(lambda heard: heard[-1][1]["status"] == "completed", seconds=10)


async def test_a_database_that_is_away_for_a_moment_loses_no_event(
    api: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await api.person()
    piece = await api.piece(person)

    async with subscribed(api, person, piece.job) as client:
        reading = api.runtime.uow.read
        refused = asyncio.Event()

        def away(_: object) -> Any:
            refused.set()
            raise ConnectionRefusedError

        with monkeypatch.context() as patched:
            patched.setattr(api.runtime.uow, "read", away)
            await api.runtime.bus.publish([event(person, piece.job, 2, "processing")])
            await refused.wait()
        assert api.runtime.uow.read == reading
        await client.hears(2)


async def test_events_of_other_kinds_and_people_are_passed_over(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)
    nobody = TenantId(UUID(int=1))

    async with subscribed(api, person, piece.job) as client, connected(api.base, token=person.token) as native:
        told = event(person, piece.job, 2, "processing")
        await api.runtime.bus.publish(
            [
                replace(told, object_kind="poem"),
                replace(told, tenant=nobody, object_id=UUID(int=2)),
                replace(told, user=UserId(UUID(int=3)), object_id=UUID(int=4)),
                replace(told, user=None, object_id=UUID(int=5)),
            ]
        )
        await client.hears(1)
        await native.hears_nothing()
