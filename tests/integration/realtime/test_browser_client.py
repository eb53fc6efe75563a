"""The client that browsers run, socket.io-client from npm: by websocket, by polling, and as it chooses itself."""

from typing import Any

import pytest

from contentforge_tenants.access import Audience
from support.app import API
from support.sockets import Served, node_client, served

TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]]


def options(token: str, transports: list[str], **more: Any) -> dict[str, Any]:
    return {"auth": {"token": token}, "transports": transports, "reconnectionDelay": 50, **more}


@pytest.mark.parametrize("transports", TRANSPORTS, ids=["websocket", "polling", "upgrade"])
@pytest.mark.parametrize("mount", ["/writer", "/writer/", "/t/{slug}/writer", "/"])
async def test_a_job_is_followed_to_its_end(api: Served, transports: list[str], mount: str) -> None:
    person = await api.person()
    token = await api.token(person, Audience.WRITER)
    piece = await api.piece(person)

    async with node_client() as client:
        url = f"{api.base}{mount.format(slug=person.slug)}"
        await client.do("connect", url=url, options=options(token, transports))
        assert (await client.hears())["on"] == "connect"
        await client.do("emit", event="subscribe-job", args=[f"content-{piece.id}"], ack=1)
        assert await client.hears() == {"ack": 1, "args": [{"ok": True}]}
        first = await client.hears()
        await api.workshop.run()
        told = [first, await client.hears(), await client.hears()]

    assert {one["event"] for one in told} == {"job-update"}
    assert [one["args"][0]["status"] for one in told] == ["queued", "processing", "completed"]
    assert told[-1]["args"][0]["generatedContent"]


@pytest.mark.parametrize("transports", TRANSPORTS[:2], ids=["websocket", "polling"])
async def test_the_acknowledgement_comes_before_the_state(api: Served, transports: list[str]) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)
    pieces = [await api.piece(person) for _ in range(5)]

    async with node_client() as client:
        await client.do("connect", url=f"{api.base}/cgms", options=options(token, transports))
        await client.hears()
        for number, piece in enumerate(pieces):
            await client.do("emit", event="subscribe-job", args=[str(piece.job)], ack=number)
            assert (await client.hears())["ack"] == number
            assert (await client.hears())["args"][0]["jobId"] == str(piece.job)


@pytest.mark.parametrize("transports", TRANSPORTS, ids=["websocket", "polling", "upgrade"])
async def test_who_is_not_let_in_is_told_not_authorized(api: Served, transports: list[str]) -> None:
    for mount in ("", "/cgms", "/t/nobody"):
        async with node_client() as client:
            await client.do("connect", url=f"{api.base}{mount}", options=options("wrong", transports))
            assert await client.hears() == {"on": "connect_error", "message": "Not authorized"}


async def test_the_query_and_a_header_open_as_well(api: Served) -> None:
    person = await api.person()
    ways: list[dict[str, Any]] = [
        {"query": {"token": person.token}},
        {"extraHeaders": {"Authorization": f"Bearer {person.token}"}},
    ]

    for way in ways:
        async with node_client() as client:
            await client.do("connect", url=api.base, options={**way, "transports": ["websocket"]})
            assert (await client.hears())["on"] == "connect"


@pytest.mark.parametrize("transports", TRANSPORTS[:2], ids=["websocket", "polling"])
async def test_after_logging_out_the_server_ends_the_socket(api: Served, transports: list[str]) -> None:
    person = await api.person()

    async with node_client() as client:
        await client.do("connect", url=api.base, options=options(person.token, transports))
        assert (await client.hears())["on"] == "connect"
        await api.client.post(f"{API}/auth/logout", headers=person.auth)
        assert await client.hears() == {"on": "disconnect", "reason": "io server disconnect"}


@pytest.mark.parametrize("transports", TRANSPORTS[:2], ids=["websocket", "polling"])
async def test_clients_of_a_process_that_stops_come_back_to_the_next_one(api: Served, transports: list[str]) -> None:
    person = await api.person()

    async with node_client() as client:
        async with served(api.runtime.settings) as first:
            await client.do("connect", url=first.base, options=options(person.token, transports))
            assert (await client.hears())["on"] == "connect"
            port = int(first.base.rpartition(":")[2])
        ended = await client.hears()
        assert ended["on"] == "disconnect"
        assert ended["reason"] in {"transport close", "transport error"}
        async with served(api.runtime.settings, port=port):
            while (told := await client.hears())["on"] == "connect_error":
                pass
            assert told["on"] == "connect"


async def test_fifty_messages_at_once_by_polling(api: Served) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)

    async with node_client() as client:
        await client.do("connect", url=f"{api.base}/cgms", options=options(token, ["polling"]))
        await client.hears()
        for number in range(50):
            await client.do("emit", event="subscribe-job", args=["nothing"], ack=number)
        answers = [await client.hears() for _ in range(50)]

    assert sorted(answer["ack"] for answer in answers) == list(range(50))
