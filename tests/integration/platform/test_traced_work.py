"""Work carries its trace whatever becomes of it, and its calls to others are told without what they carry."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web
from pydantic import SecretStr

from contentforge_billing.gateway.connection import StripeConnection
from contentforge_billing.gateway.errors import StripeAway
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.egress import Egress, EgressSettings, FetchFailed, parse_public_url
from contentforge_platform.ids import TenantId
from contentforge_platform.observability import SpanKind, begin, current_traceparent
from contentforge_platform.storage import StorageSettings, UrlSigner, open_storage
from contentforge_platform.work import sweep
from support.collector import Collector
from support.mail_server import mail_server
from support.post import TO, TOKEN, Post

COPY = work.Kind("copy", queue="generation")
SECRET = "secret-word-of-a-customer"


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """Somebody's web server; it answers 503 to whoever posts."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="words") if request.method == "GET" else web.Response(status=503)

    application = web.Application()
    application.router.add_route("*", "/page", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/page?key={SECRET}"
    await runner.cleanup()


async def claimed(uow: UnitOfWork) -> list[work.Claim]:
    async with uow.system() as session:
        await sweep.sweep(session)
    async with uow.system() as session:
        return await work.claim(session, "generation", 10, "worker")


async def set_items(uow: UnitOfWork, assignment: str) -> None:
    async with uow.system() as session:
        await session.fetchval(f"UPDATE work_item SET {assignment} WHERE state IN ('running', 'scheduled')")


@pytest.mark.usefixtures("flush")
async def test_an_item_keeps_its_trace_through_death_delay_and_return(own_uow: UnitOfWork) -> None:
    tenant = TenantId(uuid4())
    with begin("POST", SpanKind.SERVER):
        ordered = current_traceparent()
        async with own_uow.write(tenant) as session:
            await work.enqueue(session, tenant, COPY, [work.NewItem(uuid4())])
            await work.enqueue(session, tenant, COPY, [work.NewItem(uuid4(), 0.01), work.NewItem(uuid4(), 0.01)])
    await asyncio.sleep(0.05)
    seen: list[str | None] = []

    first = await claimed(own_uow)
    seen += [claim.trace for claim in first]
    await set_items(own_uow, "lease_until = clock_timestamp()")
    dead = await claimed(own_uow)
    seen += [claim.trace for claim in dead]
    async with own_uow.write(tenant) as session:
        await work.retry(session, dead[0], delay=0.0, reason="Later.")
    async with own_uow.system() as session:
        await work.hand_back(session, dead[1:])
    again = await claimed(own_uow)
    seen += [claim.trace for claim in again]

    assert ordered is not None
    assert [len(first), len(dead), len(again)] == [3, 3, 3]
    assert seen == [ordered] * 9


async def test_a_claim_tells_how_long_its_item_was_held_and_has_waited(own_uow: UnitOfWork) -> None:
    tenant = TenantId(uuid4())
    async with own_uow.write(tenant) as session:
        await work.enqueue(session, tenant, COPY, [work.NewItem(uuid4(), 30.0)])
    await set_items(own_uow, "created_at = created_at - interval '40 s', run_at = run_at - interval '40 s'")

    [first] = await claimed(own_uow)
    await set_items(own_uow, "lease_until = clock_timestamp()")
    [second] = await claimed(own_uow)

    assert first.held == pytest.approx(30.0, abs=0.5)
    assert 10.0 <= first.waited < 40.0
    assert 0.0 <= second.waited < 10.0


async def test_a_mail_is_a_part_of_what_caused_it_and_tells_nobody_of_its_words(
    own_uow: UnitOfWork, collector: Collector, flush: Callable[[], None]
) -> None:
    async with mail_server() as server:
        post = Post(own_uow, server.settings())
        with begin("POST", SpanKind.SERVER):
            await post.order()
        await post.work()
        assert len(server.mails) == 1
    flush()

    request, attempt, sent = (collector.one(name) for name in ("POST", "work mail", "send mail"))
    assert (attempt.parent, sent.parent, sent.kind) == (request.id, attempt.id, "client")
    assert sent.attributes == {"contentforge.mail.kind": "reset_password"}
    assert not [body for body in collector.bodies if TO.encode() in body or TOKEN.encode() in body]


async def test_calls_to_others_tell_their_host_and_how_they_ended(
    site: str, collector: Collector, flush: Callable[[], None]
) -> None:
    egress = Egress(EgressSettings(allow=[ip_network("127.0.0.0/8")]))
    url = parse_public_url(site)
    with begin("work", SpanKind.CONSUMER):
        await egress.fetch(url, limit=1000, accept="*/*")
        with suppress(FetchFailed):
            await egress.post(url, SECRET.encode(), {"X-Signature": SECRET})
    await egress.close()
    flush()

    fetched, posted = collector.one("GET elsewhere"), collector.one("POST elsewhere")
    assert fetched.attributes == {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "http.response.status_code": 200,
        "http.response.body.size": 5,
    }
    assert (posted.failed, posted.attributes["error.type"], posted.attributes["http.response.status_code"]) == (
        True,
        "status",
        503,
    )
    assert SECRET.encode() not in b"".join(collector.bodies)


async def test_calls_of_stripe_and_storage_are_named_by_what_is_asked(
    tmp_path: Path, collector: Collector, flush: Callable[[], None]
) -> None:
    stripe = StripeConnection(f"sk_test_{SECRET}", "http://127.0.0.1:9")
    signer = UrlSigner([SecretStr("s" * 40)], seconds=60)
    storage = open_storage(StorageSettings(folder=tmp_path), data_dir=tmp_path, signer=signer)
    with begin("work", SpanKind.CONSUMER):
        with suppress(StripeAway):
            await stripe.ask(stripe.v1.customers.retrieve_async(f"cus_{SECRET}"))
        await storage.put(f"{uuid4()}/{uuid4()}.webp", b"picture", content_type="image/webp")
    await stripe.close()
    await storage.close()
    flush()

    asked, put = collector.one("stripe CustomerService.retrieve"), collector.one("storage put")
    assert (asked.kind, asked.failed, asked.attributes["error.type"]) == ("client", True, "StripeAway")
    assert put.attributes == {"contentforge.storage.bytes": 7}
    assert SECRET.encode() not in b"".join(collector.bodies)
