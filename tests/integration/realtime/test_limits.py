"""What one client may take: messages, subscriptions, sockets, sizes; others do not notice one who tries more."""

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import aiohttp
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_content.pieces.piece import Piece
from contentforge_tenants.access import Audience
from support.app import settings_for
from support.databases import DatabaseUrls
from support.repository import ROOT
from support.sockets import Served, connected, refusal, served

_FLOOD = str(ROOT / "tests" / "support" / "flood.py")

NOWHERE = "0b4b3c1e-3f0e-4b57-9d5c-0d7d3a5b6c11"
Limited = Callable[..., AbstractAsyncContextManager[Served]]
TOO_FAST = "Too many messages, please slow down"


@pytest.fixture
def limited(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> Limited:
    """Serves with limits of the test's own."""
    return lambda **limits: served(settings_for(database_urls, valkey, tmp_path, realtime=limits))


@asynccontextmanager
async def raw(api: Served, token: str, namespace: str = "") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A websocket on which the test itself speaks the protocol, already let in."""
    url = f"{api.base}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as websocket:
        await websocket.receive_str()
        await websocket.send_str(f'40{namespace}{{"token":"{token}"}}')
        assert (await websocket.receive_str()).startswith("40")
        yield websocket


async def closed(websocket: aiohttp.ClientWebSocketResponse, seconds: float = 5) -> bool:
    """Whether the server ends the connection."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await websocket.receive()
                if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}:
                    return True
    except TimeoutError:
        return False


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_fifty_messages_at_once_are_all_taken(api: Served, transport: str) -> None:
    person = await api.person()
    token = await api.token(person, Audience.CGMS)

    async with connected(api.base, "/cgms", token=token, transports=(transport,)) as client:
        answers = await asyncio.gather(*(client.subscribe(NOWHERE) for _ in range(50)))

    assert answers == [{"ok": False, "message": "Job not found"}] * 50


async def test_more_messages_than_allowed_are_refused_in_their_acknowledgements(limited: Limited) -> None:
    async with limited(messages_at_once=50, messages_per_second=1) as api:
        person = await api.person()
        token = await api.token(person, Audience.CGMS)
        async with (
            connected(api.base, "/cgms", token=token) as client,
            connected(api.base, "/cgms", token=token) as other,
        ):
            answers = await asyncio.gather(*(client.subscribe(NOWHERE) for _ in range(80)))
            assert [answer["message"] for answer in answers[:50]] == ["Job not found"] * 50
            assert [answer["message"] for answer in answers[55:]] == [TOO_FAST] * 25
            assert (await other.subscribe(NOWHERE))["message"] == "Job not found"
            await asyncio.sleep(1.1)
            assert (await client.subscribe(NOWHERE))["message"] == "Job not found"


async def test_who_goes_on_and_on_beyond_the_limit_is_cut_off(limited: Limited) -> None:
    async with limited(messages_at_once=50, messages_per_second=0.1, refusals=100) as api:
        person = await api.person()
        async with raw(api, person.token) as websocket:
            for _ in range(200):
                await websocket.send_str('42["subscribe-job","x"]')
            assert await closed(websocket)


async def test_ten_thousand_subscriptions_are_answered_and_a_thousand_kept(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pieces are made up: what counts is how many of them one socket may hold."""
    async with limited(messages_at_once=20_000) as api:
        person = await api.person()
        piece = await api.piece(person)
        token = await api.token(person, Audience.CGMS)
        made = iter(range(1 << 30))

        async def anything(*_: object) -> Piece:
            other: Piece = replace(piece, id=UUID(int=next(made)), job=None)
            return other

        async def again(_session: object, _tenant: object, item: UUID, _types: object) -> Piece:
            other: Piece = replace(piece, id=item, job=None)
            return other

        monkeypatch.setattr("contentforge_app.realtime.desk._find", anything)
        monkeypatch.setattr("contentforge_app.realtime.desk.queries.find", again)
        async with raw(api, token, "/cgms,") as websocket:
            asking = asyncio.create_task(_ask(websocket, 10_000))
            answers = [message async for message in _answers(websocket, 10_000)]
            await asking

    assert sum('"ok":true' in answer for answer in answers) == 1000
    assert sum("Too many subscriptions" in answer for answer in answers) == 9000


async def _ask(websocket: aiohttp.ClientWebSocketResponse, number: int) -> None:
    for place in range(number):
        await websocket.send_str(f'42/cgms,{place}["subscribe-job","{NOWHERE}"]')


async def _answers(websocket: aiohttp.ClientWebSocketResponse, number: int) -> AsyncIterator[str]:
    while number:
        message = await websocket.receive_str()
        if message.startswith("43/cgms,"):
            number -= 1
            yield message


async def test_a_person_has_so_many_sockets_and_no_more(limited: Limited) -> None:
    async with limited(sockets_per_user=3) as api:
        person, other = await api.person(), await api.person()
        async with (
            connected(api.base, token=person.token) as first,
            connected(api.base, "/api/v1", token=person.token),
            connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)),
        ):
            assert await refusal(api.base, token=person.token) == "Too many connections"
            async with connected(api.base, token=other.token):
                pass
            await first.sio.disconnect()
            await asyncio.sleep(0.1)
            async with connected(api.base, token=person.token):
                pass


async def test_a_process_holds_so_many_connections_and_no_more(limited: Limited) -> None:
    async with limited(sockets=2) as api:
        person = await api.person()
        async with connected(api.base, token=person.token), connected(api.base, token=person.token):
            assert (await api.client.get("/socket.io/?EIO=4&transport=polling")).status_code == 503
            assert (await api.client.get("/livez")).status_code == 200


@pytest.mark.parametrize(
    "what", ['42["subscribe-job","%s"]', "%s", '40{"token":"%s"}', '451-["x",{"_placeholder":true}]%s']
)
async def test_a_megabyte_ends_the_connection_that_it_comes_by(api: Served, what: str) -> None:
    person = await api.person()

    async with connected(api.base, token=person.token) as bystander, raw(api, person.token) as websocket:
        await websocket.send_str(what % ("x" * 1_000_000))
        assert await closed(websocket)
        await api.job(person)
        await bystander.hears(1)


async def test_a_megabyte_ends_the_connection_of_a_polling_client(api: Served) -> None:
    opened = await api.client.get("/socket.io/?EIO=4&transport=polling")
    sid = opened.text.split('"sid":"')[1].split('"')[0]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"

    answer = await api.client.post(path, content='42["subscribe-job","' + "x" * 1_000_000 + '"]')

    assert answer.status_code == 413
    await asyncio.sleep(0.1)
    assert (await api.client.post(path, content="3")).status_code == 400


@pytest.mark.parametrize("message", ['42["subscribe-job","x"]', '421["nothing"]', "3", "x", "42"])
async def test_a_flood_slows_nobody_else(api: Served, message: str) -> None:
    person = await api.person()
    flood = await asyncio.create_subprocess_exec(
        sys.executable, _FLOOD, api.base.rpartition(":")[2], person.token, message, stdout=asyncio.subprocess.PIPE
    )
    times: list[float] = []
    try:
        assert flood.stdout is not None
        assert await flood.stdout.readline() == b"flooding\n"
        for _ in range(60):
            began = time.monotonic()
            assert (await api.client.get("/livez")).status_code == 200
            times.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
    finally:
        with contextlib.suppress(ProcessLookupError):  # where it was cut off, it has ended
            flood.kill()
        await flood.wait()

    print(f"{message}: median {statistics.median(times):.3f} s, longest {max(times):.3f} s")  # noqa: T201 - figures to report
    assert statistics.median(times) < 0.1


async def test_a_client_that_does_not_take_what_waits_for_it_is_cut_off(limited: Limited) -> None:
    async with limited(waiting_messages=100) as api:
        person = await api.person(plan="enterprise")
        opened = await api.client.get("/socket.io/?EIO=4&transport=polling")
        sid = opened.text.split('"sid":"')[1].split('"')[0]
        path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
        await api.client.post(path, content=f'40{{"token":"{person.token}"}}')
        assert (await api.client.get(path)).text.startswith("40")
        async with connected(api.base, token=person.token) as quick:
            for _ in range(110):
                await api.job(person, content_types=["title"])
            await quick.hears(110)
        assert (await api.client.get(path)).status_code == 400
        assert 'contentforge_live_events_total{outcome="dropped"}' in (await api.client.get("/metrics")).text


async def test_a_connection_without_a_socket_does_not_stay(limited: Limited) -> None:
    async with limited(connect_seconds=0.3) as api:
        person = await api.person()
        url = f"{api.base}/socket.io/?EIO=4&transport=websocket"
        async with (
            connected(api.base, token=person.token) as client,
            aiohttp.ClientSession() as http,
            http.ws_connect(url) as bare,
        ):
            assert await closed(bare, 3)
            assert not client.ended.is_set()


async def test_who_only_knocks_is_shown_out(api: Served) -> None:
    url = f"{api.base}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as websocket:
        for number in range(30):
            await websocket.send_str(f'40/t/guess-{number},{{"token":"x"}}')
        assert await closed(websocket)


MALFORMED = [
    "x",
    "9",
    "4",
    "49",
    "42",
    "42{}",
    '42["a"',
    "42[1]",
    "42[[]]",
    "42[{}]",
    "43",
    "431[]",
    "44",
    "45",
    "451-",
    "0",
    "1x",
]


@pytest.mark.parametrize("what", MALFORMED)
async def test_what_is_no_message_harms_nobody(api: Served, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    person = await api.person()

    async with connected(api.base, token=person.token) as bystander, raw(api, person.token) as websocket:
        await websocket.send_str(what)
        await websocket.send_bytes(b"\x04\xff\x00")
        await asyncio.sleep(0.05)
        await api.job(person)
        await bystander.hears(1)
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "name", ["job", "job-status", "job-update", "job_completed", "connect", "disconnect", "message"]
)
async def test_events_that_only_the_server_sends_are_ignored(api: Served, name: str) -> None:
    person = await api.person()
    spoken = f'42["{name}",{{"id":"x","status":"completed","sequence":1}}]'

    async with connected(api.base, token=person.token) as bystander, raw(api, person.token) as websocket:
        await websocket.send_str(spoken)
        await bystander.hears_nothing()
        await api.job(person)
        await bystander.hears(1)
        assert (await websocket.receive_str()).startswith('42["job"')
        metrics = (await api.client.get("/metrics")).text
        assert 'contentforge_realtime_sockets{api="contentforge"} 2.0' in metrics


async def test_deep_and_strange_json_is_no_message(api: Served) -> None:
    person = await api.person()

    async with connected(api.base, token=person.token) as bystander, raw(api, person.token) as websocket:
        for what in ("[" * 40_000, '["\\ud800"]', "[NaN]", '["a",' + "9" * 30_000 + "]"):
            await websocket.send_str(f"42{what}")
        await api.job(person)
        await bystander.hears(1)
