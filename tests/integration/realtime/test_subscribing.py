"""Subscribe and unsubscribe: what is acknowledged, whose pieces one may hear of, and what is told at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contentforge_content.pieces.piece import Piece
from contentforge_content.vocabulary import ContentType
from contentforge_platform.ids import TenantId
from contentforge_tenants.access import Audience, Role
from support.app import Person
from support.sockets import Client, Served, connected

OK = {"ok": True}
NOT_FOUND = {"ok": False, "message": "Job not found"}
VERBS = ("subscribe-job", "unsubscribe-job")


def name_of(piece: Piece, api: str, *, by_job: bool = False) -> str:
    """What a client of the API calls the piece."""
    if api == "writer":
        return f"content-{piece.id}"
    return str(piece.job if by_job else piece.id)


async def let_pass(api: Served, piece: Piece, tenant: TenantId, seconds: float) -> None:
    """Make the end of a piece's job lie so much further back."""
    async with api.runtime.uow.write(tenant) as session:
        await session.fetch(
            "UPDATE generation_job SET completed_at = completed_at - $2::interval WHERE id = $1",
            piece.job,
            timedelta(seconds=seconds),
        )


async def finished(api: Served, person: Person) -> Piece:
    piece = await api.piece(person)
    await api.workshop.run()
    return piece


@pytest.mark.parametrize("by_job", [True, False])
@pytest.mark.parametrize("api_name", ["cgms", "writer"])
async def test_a_job_is_heard_from_its_subscription_to_its_end(api: Served, api_name: str, by_job: bool) -> None:  # noqa: FBT001 - a parameter of the test
    person = await api.person()
    token = await api.token(person, Audience(api_name))
    piece = await api.piece(person)

    async with connected(api.base, f"/{api_name}", token=token) as client:
        assert await client.subscribe(name_of(piece, api_name, by_job=by_job)) == OK
        await client.hears(1)
        await api.workshop.run()
        await client.hears(3)

    assert client.statuses == ["queued", "processing", "completed"]
    assert {said["contentId"] for _, said in client.heard} == {str(piece.id)}


async def test_one_hears_of_a_piece_once_however_often_one_has_subscribed(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece = await api.piece(person)

    async with connected(api.base, "/cgms", token=token) as client:
        for name in (str(piece.job), str(piece.id), str(piece.job)):
            assert await client.subscribe(name) == OK
        await client.hears(3)  # the state as it stands, at each subscription
        await api.workshop.run()
        await client.hears(5)


async def test_nothing_is_heard_after_unsubscribing(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece, other = await api.piece(person), await api.piece(person)

    async with connected(api.base, "/cgms", token=token) as client:
        for one in (piece, other):
            await client.subscribe(str(one.job))
        await client.hears(2)
        assert await client.ask("unsubscribe-job", str(piece.id)) == OK
        assert await client.ask("unsubscribe-job", str(piece.id)) == {
            "ok": False,
            "message": "Not subscribed to this job",
        }
        client.heard.clear()
        await api.workshop.run()
        await client.hears(2)
        assert {said["contentId"] for _, said in client.heard} == {str(other.id)}


async def test_a_piece_written_anew_is_followed_to_its_new_job(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece = await finished(api, person)

    async with connected(api.base, "/cgms", token=token) as client:
        await client.subscribe(str(piece.job))
        await client.hears(1)
        job = await api.anew(person, piece)
        await client.hears(2)
        await api.workshop.run()
        await client.hears(4)
        assert await client.ask("unsubscribe-job", str(job)) == OK

    assert client.statuses == ["completed", "queued", "processing", "completed"]
    assert [said["jobId"] for _, said in client.heard] == [str(piece.job), *[str(job)] * 3]


STRANGE: dict[str, tuple[object, ...]] = {
    "nothing": (),
    "null": (None,),
    "number": (7,),
    "huge": (2**60,),
    "object": ({"jobId": "x"},),
    "list": (["x"],),
    "true": (True,),
    "empty": ("",),
    "word": ("job",),
    "nul": ("\0",),
    "too-long": ("x" * 50_000,),
    "hex": ("507f1f77bcf86cd799439011",),
    "prefix": ("content-",),
    "unknown": ("0b4b3c1e-3f0e-4b57-9d5c-0d7d3a5b6c11",),
    "unknown-content": ("content-0b4b3c1e-3f0e-4b57-9d5c-0d7d3a5b6c11",),
    "several": ("x", "y", "z"),
}


@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
async def test_what_is_no_job_of_ones_own_is_told_in_the_acknowledgement_alone(
    api: Served, said: tuple[object, ...]
) -> None:
    person = await api.person()

    for api_name in ("cgms", "writer"):
        token = await api.token(person, Audience(api_name))
        async with connected(api.base, f"/{api_name}", token=token) as client:
            assert await client.ask("subscribe-job", *said) == NOT_FOUND
            assert (await client.ask("unsubscribe-job", *said))["ok"] is False
            await client.sio.emit("subscribe-job", said, namespace=client.namespace)
            await client.hears_nothing()


async def test_each_sees_what_belongs_to_the_organization_of_the_namespace(api: Served) -> None:
    owner, stranger, member = await api.person(), await api.person(), await api.person()
    await api.join(member, owner, Role.VIEWER)
    theirs = await api.piece(owner)

    async def subscribes(person: Person, namespace: str, api_name: str) -> tuple[Any, list[Any]]:
        token = await api.token(person, Audience(api_name))
        async with connected(api.base, namespace, token=token) as client:
            answers = [await client.subscribe(name_of(theirs, api_name, by_job=by_job)) for by_job in (True, False)]
            await client.sio.sleep(0.1)
            assert answers[0] == answers[1]
            return answers[0], client.heard

    for name in ("cgms", "writer"):
        assert (await subscribes(owner, f"/{name}", name))[0] == OK
        assert (await subscribes(owner, f"/t/{owner.slug}/{name}", name))[0] == OK
        assert (await subscribes(member, f"/t/{owner.slug}/{name}", name))[0] == OK
        assert await subscribes(member, f"/{name}", name) == (NOT_FOUND, [])
        assert await subscribes(stranger, f"/{name}", name) == (NOT_FOUND, [])


async def test_a_stranger_hears_nothing_of_a_job_whose_ids_they_know(api: Served) -> None:
    owner, stranger = await api.person(), await api.person()
    piece = await api.piece(owner)

    listeners: list[Client] = []
    async with (
        connected(api.base, "/cgms", token=await api.token(stranger, Audience.CGMS)) as cgms,
        connected(api.base, "/writer", token=await api.token(stranger, Audience.WRITER)) as writer,
        connected(api.base, "/generator", token=await api.token(stranger, Audience.GENERATOR)) as generator,
        connected(api.base, token=stranger.token) as native,
    ):
        for client in (cgms, writer):
            for name in (str(piece.job), str(piece.id), f"content-{piece.id}"):
                assert await client.subscribe(name) == NOT_FOUND
        await api.workshop.run()
        listeners += [cgms, writer, generator, native]
        await native.sio.sleep(0.5)

    assert [client.heard for client in listeners] == [[], [], [], []]


async def test_a_type_that_an_api_cannot_name_is_none_of_its_jobs(api: Served) -> None:
    person = await api.person()
    caption, article = await api.piece(person, ContentType.AD_COPY), await api.piece(person, ContentType.ARTICLE)

    async with connected(api.base, "/writer", token=await api.token(person, Audience.WRITER)) as writer:
        assert await writer.subscribe(name_of(article, "writer")) == OK
        assert await writer.subscribe(name_of(caption, "writer")) == NOT_FOUND
    async with connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)) as cgms:
        assert await cgms.subscribe(str(article.id)) == NOT_FOUND
        assert await cgms.subscribe(str(caption.id)) == OK


async def test_writer_tells_the_current_state_at_each_subscription(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.WRITER)
    piece = await finished(api, person)
    await let_pass(api, piece, person.organization, 3600)

    async with connected(api.base, "/writer", token=token) as client:
        for _ in range(2):
            assert await client.subscribe(name_of(piece, "writer")) == OK
        await client.hears(2)

    assert client.statuses == ["completed", "completed"]


@pytest.mark.parametrize(("ago", "told"), [(0, ["completed"]), (50, ["completed"]), (61, []), (3600, [])])
async def test_cgms_tells_of_a_finished_job_only_within_a_minute(api: Served, ago: float, told: list[str]) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece = await finished(api, person)
    await let_pass(api, piece, person.organization, ago)

    async with connected(api.base, "/cgms", token=token) as client:
        assert await client.subscribe(str(piece.job)) == OK
        await client.hears(len(told))

    assert client.statuses == told


async def test_generator_repeats_to_new_sockets_what_ended_within_a_minute(api: Served) -> None:
    person, other = await api.person(), await api.person()
    token = await api.token(person, Audience.GENERATOR)
    old, new, foreign = await api.piece(person), await api.piece(person), await api.piece(other)
    await api.workshop.run()
    await let_pass(api, old, person.organization, 61)
    await api.piece(person)

    for _ in range(2):
        async with connected(api.base, "/generator", token=token) as client:
            await client.hears(1)
        assert client.heard[0][0] == "job_completed"
        assert client.heard[0][1]["jobId"] == str(new.job)
    assert foreign.job != new.job


async def test_an_unfinished_job_is_told_of_by_cgms_at_once(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece = await api.piece(person)

    async with connected(api.base, "/cgms", token=token) as client:
        await client.subscribe(str(piece.id))
        await client.hears(1)

    assert client.statuses == ["queued"]


async def test_the_native_api_and_generator_have_no_subscriptions(api: Served) -> None:
    person = await api.person()
    piece = await api.piece(person)

    for namespace, token in (("/", person.token), ("/generator", await api.token(person, Audience.GENERATOR))):
        async with connected(api.base, namespace, token=token) as client:
            for verb in VERBS:
                answer = await client.ask(verb, str(piece.job))
                assert answer == {"ok": False, "message": "There is no such event"}


async def test_a_piece_that_was_deleted_is_unknown(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    piece = await finished(api, person)
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetch("DELETE FROM generation_job WHERE id = $1", piece.job)

    async with connected(api.base, "/cgms", token=token) as client:
        assert await client.subscribe(str(piece.job)) == NOT_FOUND
        assert await client.subscribe(str(uuid4())) == NOT_FOUND
