"""/socket.io behind the layers of the edge: origins, headers, limits, logs and metrics."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_platform.observability import ObservabilitySettings
from contentforge_tenants.access import Audience
from support.app import settings_for
from support.databases import DatabaseUrls
from support.logs import logged_as
from support.sockets import Served, connected, refusal, served

HANDSHAKE = "/socket.io/?EIO=4&transport=polling"
KNOWN = "http://localhost:3000"
FOREIGN = "https://elsewhere.example"


async def websocket_status(api: Served, **headers: str) -> int:
    url = f"{api.base}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http:
        try:
            async with http.ws_connect(url, headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def test_pages_of_known_origins_may_poll(api: Served) -> None:
    answer = await api.client.get(HANDSHAKE, headers={"Origin": KNOWN})
    asked = await api.client.options(
        HANDSHAKE,
        headers={
            "Origin": KNOWN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )

    assert answer.status_code == 200
    assert answer.headers.get_list("access-control-allow-origin") == [KNOWN]
    assert answer.headers.get_list("access-control-allow-credentials") == ["true"]
    assert asked.status_code == 204
    assert "authorization" in asked.headers["access-control-allow-headers"].lower()


async def test_pages_of_other_origins_get_no_connection(api: Served) -> None:
    answer = await api.client.get(HANDSHAKE, headers={"Origin": FOREIGN})

    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert await websocket_status(api, Origin=FOREIGN) == 403
    assert await websocket_status(api, Origin="null") == 403
    assert await websocket_status(api, Origin="http://[") == 403
    assert await websocket_status(api, Origin=KNOWN) == 101


async def test_our_own_pages_need_no_permission(api: Served) -> None:
    assert (await api.client.get(HANDSHAKE, headers={"Origin": api.base})).status_code == 200
    assert await websocket_status(api, Origin=api.base) == 101


async def test_answers_to_polls_carry_the_headers_of_all_answers(api: Served) -> None:
    answer = await api.client.get(HANDSHAKE)

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/socket.io?EIO=4&transport=polling", HANDSHAKE])
async def test_a_trailing_slash_makes_no_difference(api: Served, path: str) -> None:
    assert (await api.client.get(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/socket.io/",
        "/socket.io/?EIO=3&transport=polling",
        "/socket.io/?EIO=4&transport=carrier-pigeon",
        "/socket.io/?EIO=4&transport=polling&sid=unknown",
        "/socket.io/?EIO=4&transport=polling&j=x",
        "/socket.io/?EIO=4&transport=websocket",
        "/socket.io/?EIO=4&transport=polling&sid=%00%ff",
    ],
)
async def test_what_is_no_handshake_is_refused(api: Served, path: str) -> None:
    assert (await api.client.get(path)).status_code == 400
    assert (await api.client.post(path, content="4")).status_code == 400


async def test_other_websockets_are_refused(api: Served) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("/", "/api/v1/content", "/cgms", "/socket.iox", "/writer/socket.io/?EIO=4&transport=websocket"):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                async with http.ws_connect(f"{api.base}{path}"):
                    pass


async def test_polls_are_not_counted_as_requests(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    limits = {"enabled": True, "address": 60, "anonymous": 20}
    async with served(settings_for(database_urls, valkey, tmp_path, rate_limit=limits)) as api:
        statuses = {(await api.client.get(HANDSHAKE)).status_code for _ in range(80)}

    assert statuses == {200}


async def test_what_sockets_do_is_measured(api: Served) -> None:
    person = await api.person()
    async with (
        connected(api.base, token=person.token, transports=("polling",)) as native,
        connected(api.base, "/cgms", token=await api.token(person, Audience.CGMS)),
    ):
        await api.job(person)
        await native.hears(1)
        told = (await api.client.get("/metrics")).text

    assert 'contentforge_realtime_sockets{api="contentforge"} 1.0' in told
    assert 'contentforge_realtime_sockets{api="cgms"} 1.0' in told
    assert 'contentforge_live_events_total{outcome="published"} 1.0' in told
    assert 'contentforge_live_events_total{outcome="emitted"} 1.0' in told
    assert "contentforge_live_event_delay_seconds_count 1.0" in told
    assert 'method="POST",route="/socket.io"' in told


@pytest.fixture
def logged() -> Iterator[io.BytesIO]:
    """All that is logged during the test, at the most talkative level."""
    with logged_as(ObservabilitySettings(log_level="DEBUG", log_format="json")) as stream:
        yield stream


async def test_no_token_is_ever_logged(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, logged: io.BytesIO
) -> None:
    settings = settings_for(database_urls, valkey, tmp_path, observability={"access_log": True})
    async with served(settings) as api:
        person = await api.person()
        for transport in ("websocket", "polling"):
            where: dict[str, Any] = {"transports": (transport,)}
            async with connected(api.base, token=person.token, **where) as client:
                await client.ask("subscribe-job", person.token)
            async with connected(f"{api.base}/?token={person.token}", **where):
                pass
            async with connected(api.base, headers={"Authorization": f"Bearer {person.token}"}, **where):
                pass
        assert await refusal(f"{api.base}/?token=canary-{person.token}") == "Not authorized"

    told = logged.getvalue().decode()
    assert '"route":"/socket.io"' in told
    assert person.token.split(".")[2] not in told
    assert "canary" not in told
