"""A site's own web server is told what has become stale: signed, again until it takes it, and never by force."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_app.handlers import handlers
from contentforge_blog.revalidation.handler import RevalidationHandler
from contentforge_platform.egress import Egress, EgressSettings
from contentforge_platform.egress.addresses import Address
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Handler, sweep
from contentforge_workers.loop import ClaimLoop
from support.app import running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom
from support.rig_moves import eventually
from support.web_server import HOST, Told, WebServer, web_server

SECRET = "a secret that both sides know"
ALLOWED = f"{HOST}/32"
CANARY = "127.0.0.2"
PAUSES = [2.0, 5.0, 15.0, 60.0, 300.0, 300.0, 300.0]


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as started:
        yield started


@pytest.fixture
async def newsroom(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, server: WebServer
) -> AsyncIterator[Newsroom]:
    """A site whose web server is to be told; its own database, since the tests play the worker of a whole queue."""
    async with running(settings_for(own_database_urls, valkey, tmp_path, egress={"allow": [ALLOWED]})) as api:
        newsroom = await Newsroom.opened(api)
        await tell_to(newsroom, server.url)
        await work(newsroom)
        server.told.clear()
        yield newsroom


async def tell_to(newsroom: Newsroom, url: str) -> None:
    hook = {"revalidate_url": url, "revalidate_secret": SECRET, "locales": ["vi", "en"]}
    answer = await newsroom.admin("PATCH", "/admin/site", hook)
    assert answer.status_code == 200, answer.text


async def work(newsroom: Newsroom, more: Mapping[str, Handler] | None = None) -> None:
    """Run what is due."""
    async with handlers(newsroom.api.runtime, "events") as found:
        newsroom.api.workshop.more = {**found, **(more or {})}
        await newsroom.api.workshop.run("events")


async def let_time_pass(newsroom: Newsroom) -> None:
    """Have all that is to be tried later come due."""
    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval("UPDATE work_item SET run_at = now() - interval '1 minute' WHERE state = 'scheduled'")
    async with newsroom.api.runtime.uow.system() as session:
        await sweep.sweep(session)


async def items(newsroom: Newsroom) -> list[tuple[str, int]]:
    """State and attempts of the calls, oldest first."""
    sql = "SELECT state, attempt FROM work_item WHERE kind = 'revalidate_site' ORDER BY created_at"
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        return [(row["state"], row["attempt"]) for row in await session.fetch(sql)]


async def left(newsroom: Newsroom) -> int:
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        return int(await session.fetchval("SELECT count(*) FROM blog_revalidation"))


def read(told: Told) -> dict[str, Any]:
    """The body of a call, once its signature is found to be good as the documentation has it."""
    stamp, signature = (part.partition("=")[2] for part in told.headers["ContentForge-Signature"].split(","))
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + told.body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert abs(int(stamp) - time.time()) < 60
    assert told.headers["Content-Type"] == "application/json"
    assert (told.method, told.path) == ("POST", "/api/revalidate?all=1")
    body = json.loads(told.body)
    assert set(body) == {"event", "locale", "slugs", "tags"}
    return dict(body)


async def heard(newsroom: Newsroom, server: WebServer) -> list[tuple[str, str, list[str]]]:
    """Event, language and slugs of what the server is told next, in the order of languages."""
    await work(newsroom)
    bodies = [read(told) for told in server.told]
    server.told.clear()
    return sorted((body["event"], body["locale"], body["slugs"]) for body in bodies)


async def test_each_change_of_what_is_public_is_told_once_for_each_language(
    newsroom: Newsroom, server: WebServer
) -> None:
    texts: list[dict[str, object]] = [
        {"locale": "vi", "title": "Một", "slug": "mot"},
        {"locale": "en", "title": "One", "slug": "one"},
    ]
    post = await newsroom.editor.post(*texts)
    path = f"/admin/posts/{post['id']}"
    assert await heard(newsroom, server) == []  # nobody sees a draft

    await newsroom.editor("POST", f"{path}/publish", {})
    await work(newsroom)
    assert {tag for told in server.told for tag in read(told)["tags"]} == {f"post:{post['id']}"}
    assert await heard(newsroom, server) == [("post.published", "en", ["one"]), ("post.published", "vi", ["mot"])]

    await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "slug": "hai"}]})
    assert await heard(newsroom, server) == [("post.updated", "en", ["one"]), ("post.updated", "vi", ["hai", "mot"])]
    await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "slug": "hai"}]})
    assert await heard(newsroom, server) == []

    await newsroom.editor("POST", f"{path}/unpublish", {})
    assert [event for event, _, _ in await heard(newsroom, server)] == ["post.unpublished"] * 2
    await newsroom.editor("POST", f"{path}/publish", {})
    await heard(newsroom, server)
    await newsroom.admin("DELETE", path)
    assert await heard(newsroom, server) == [("post.deleted", "en", ["one"]), ("post.deleted", "vi", ["hai", "mot"])]
    await newsroom.editor("POST", "/admin/tags", {"translations": [{"locale": "vi", "name": "Mới"}]})
    assert [event for event, _, _ in await heard(newsroom, server)] == ["tag.changed"] * 2
    assert (await left(newsroom), {state for state, _ in await items(newsroom)}) == (0, {"done"})


async def change(newsroom: Newsroom, locales: Sequence[str] = ("vi",)) -> None:
    """Something that readers see, told once for each of these languages."""
    texts: list[dict[str, object]] = [{"locale": locale, "title": "Một"} for locale in locales]
    post = await newsroom.editor.post(*texts)
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})


async def test_a_server_that_fails_is_told_again_signed_anew(newsroom: Newsroom, server: WebServer) -> None:
    await change(newsroom)
    server.statuses = [500, 503, 404]
    for _ in range(4):
        await work(newsroom)
        await let_time_pass(newsroom)

    bodies = [read(told) for told in server.told]
    assert len(bodies) == 4
    assert all(body == bodies[0] for body in bodies)
    assert ((await items(newsroom))[-1], await left(newsroom)) == (("done", 4), 0)


async def test_it_is_tried_eight_times_at_growing_distances_and_then_given_up(
    newsroom: Newsroom, server: WebServer
) -> None:
    await change(newsroom)
    server.statuses = [500] * 20
    pauses: list[float] = []
    sql = "SELECT extract(epoch FROM max(run_at) - now())::float8 FROM work_item WHERE state = 'scheduled'"
    for _ in range(10):
        await work(newsroom)
        async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
            pause = await session.fetchval(sql)
        pauses += [] if pause is None else [pause]
        await let_time_pass(newsroom)

    assert len(server.told) == 8
    assert pauses == pytest.approx(PAUSES, abs=1.5)
    assert ((await items(newsroom))[-1], await left(newsroom)) == (("failed", 8), 0)


async def test_a_redirect_is_not_followed(newsroom: Newsroom, server: WebServer) -> None:
    await change(newsroom)
    async with web_server() as elsewhere:
        server.statuses, server.location = [301, 302, 307, 308], elsewhere.url
        for _ in range(5):
            await work(newsroom)
            await let_time_pass(newsroom)
        assert elsewhere.told == []

    assert len(server.told) == 5
    assert (await items(newsroom))[-1] == ("done", 5)


class Rebinding:
    """Names that lead to where nobody may go: at once, or from the second question on."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    async def resolve(self, host: str, port: int) -> list[Address]:
        assert (host, port > 0) == ("hook.example", True)
        return [ip_address(self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])]


@asynccontextmanager
async def canary() -> AsyncIterator[tuple[int, list[int]]]:
    """A port where nobody may come, and who did."""
    visits: list[int] = []

    async def visit(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(1)
        writer.close()

    listener = await asyncio.start_server(visit, CANARY, 0)
    try:
        yield listener.sockets[0].getsockname()[1], visits
    finally:
        listener.close()
        await listener.wait_closed()


@pytest.mark.parametrize("answers", [[CANARY], [HOST, CANARY]], ids=["private", "rebound"])
async def test_a_name_that_leads_into_our_network_is_never_connected_to(newsroom: Newsroom, answers: list[str]) -> None:
    egress = Egress(EgressSettings(allow=[ip_network(ALLOWED)], total_seconds=5), resolver=Rebinding(*answers, CANARY))
    private = {"revalidate_site": RevalidationHandler(newsroom.api.runtime.uow, egress)}
    async with canary() as (port, visits):
        await tell_to(newsroom, f"http://hook.example:{port}/")
        await change(newsroom)
        for _ in range(9):
            await work(newsroom, private)
            await let_time_pass(newsroom)
        assert visits == []

    assert await left(newsroom) == 0
    assert {state for state, _ in (await items(newsroom))[-1:]} == {"failed"}


async def test_an_address_that_was_private_all_along_is_never_connected_to(newsroom: Newsroom) -> None:
    """As if the operator had taken a network from the list since."""
    async with canary() as (port, visits):
        async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
            await session.fetchval("UPDATE blog_site SET revalidate_url = $1", f"http://{CANARY}:{port}/")
        await change(newsroom)
        await work(newsroom)
        assert visits == []

    assert (await items(newsroom))[-1] == ("scheduled", 1)


async def test_what_is_set_now_counts_not_what_was_set_at_the_change(newsroom: Newsroom, server: WebServer) -> None:
    await change(newsroom)
    await newsroom.admin("PATCH", "/admin/site", {"revalidate_url": None, "revalidate_secret": None})

    await work(newsroom)

    assert server.told == []
    assert (await left(newsroom), {state for state, _ in await items(newsroom)}) == (0, {"done"})


async def test_a_slow_server_holds_only_its_own_site(newsroom: Newsroom, server: WebServer) -> None:
    runtime = newsroom.api.runtime
    other = await Newsroom.opened(newsroom.api)
    server.open.clear()
    async with web_server() as quick, handlers(runtime, "events") as found:
        await tell_to(other, quick.url)
        for _ in range(6):
            await change(newsroom, ["vi", "en"])
        loop = ClaimLoop(runtime.uow, "events", found, Metrics(process=False), slots=16, worker="test")
        task = asyncio.create_task(loop.run())
        try:
            await eventually(lambda: len(server.told) >= 4, "the slow server is told")
            quick.told.clear()
            began = time.monotonic()
            await change(other)
            loop.wake()
            await eventually(lambda: bool(quick.told), "the quick server is told")
            waited = time.monotonic() - began
            assert (len(server.told), server.most_at_once) == (4, 4)
            server.open.set()
            await eventually(lambda: len(server.told) == 12, "the slow server is told everything")
        finally:
            loop.stop()
            await loop.drain(1.0)
            await task

    assert waited < 5
    assert server.most_at_once == 4
