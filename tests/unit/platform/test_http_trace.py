"""Each request is a span that tells its route, and nothing of what the request carries."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.http.errors import install_error_handlers
from contentforge_platform.http.health import Ops
from contentforge_platform.http.limiter import RateLimiter
from contentforge_platform.http.settings import CorsSettings, HttpSettings, RateLimitSettings
from contentforge_platform.http.stack import Edge
from contentforge_platform.observability import Metrics, span
from support.collector import Collector, Received

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
_, TRACE, SPAN, _ = PARENT.split("-")


def product() -> FastAPI:
    app = FastAPI(redirect_slashes=False)

    @app.get("/v1/jobs/{job_id}")
    async def job(job_id: str) -> dict[str, str]:
        with span("inside"):
            return {"job": job_id}

    @app.get("/v1/bug")
    async def bug() -> None:
        raise RuntimeError("ours, with secret words")

    @app.get("/v1/stream")
    async def stream() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            with span("piece"):
                yield b"one"
            yield b"two"

        return StreamingResponse(pieces())

    install_error_handlers(app, CONTENTFORGE)
    return app


def client(*, trusted: bool = False) -> httpx.AsyncClient:
    metrics = Metrics(process=False)
    edge = Edge(
        http=HttpSettings(),
        cors=CorsSettings(),
        limiter=RateLimiter(None, RateLimitSettings(enabled=False)),
        metrics=metrics,
        ops=Ops({}, metrics),
        trust_traceparent=trusted,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(edge.around(product())), base_url="http://test")


async def asked(path: str, *, trusted: bool = False, **headers: str) -> httpx.Response:
    async with client(trusted=trusted) as opened:
        return await opened.get(path, headers=headers)


async def test_a_request_is_named_by_its_template_and_tells_no_path(
    collector: Collector, flush: Callable[[], None]
) -> None:
    answer = await asked("/v1/jobs/secret-id?token=secret-query", Authorization="Bearer secret-token")
    flush()

    request, inside = collector.one("GET /v1/jobs/{job_id}"), collector.one("inside")
    assert (request.kind, request.parent, request.failed) == ("server", "", False)
    assert (inside.trace, inside.parent) == (request.trace, request.id)
    assert request.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/jobs/{job_id}",
        "http.response.status_code": 200,
        "contentforge.api": "contentforge",
        "contentforge.request.id": answer.headers["x-request-id"],
    }
    assert b"secret" not in b"".join(collector.bodies)


async def test_our_failures_are_marked_and_refusals_are_not(collector: Collector, flush: Callable[[], None]) -> None:
    assert [(await asked(path)).status_code for path in ("/v1/bug", "/nowhere")] == [500, 404]
    flush()

    failed, refused = collector.one("GET /v1/bug"), collector.one("GET")
    assert (failed.failed, failed.attributes["error.type"]) == (True, "500")
    assert (refused.failed, refused.attributes["http.response.status_code"]) == (False, 404)
    assert b"secret" not in b"".join(collector.bodies)


async def test_a_streamed_answer_is_a_part_of_its_request(collector: Collector, flush: Callable[[], None]) -> None:
    assert (await asked("/v1/stream")).content == b"onetwo"
    flush()

    request, piece = collector.one("GET /v1/stream"), collector.one("piece")
    assert (piece.trace, piece.parent) == (request.trace, request.id)


@pytest.mark.parametrize("trusted", [False, True], ids=["from a stranger", "from our proxy"])
async def test_only_our_own_proxy_chooses_the_trace(
    collector: Collector, flush: Callable[[], None], *, trusted: bool
) -> None:
    await asked("/v1/jobs/1", trusted=trusted, traceparent=PARENT)
    flush()

    request = collector.one("GET /v1/jobs/{job_id}")
    assert (request.trace == TRACE) == trusted
    assert (request.parent, request.links) == ((SPAN, ()) if trusted else ("", (SPAN,)))


async def test_a_stranger_cannot_have_a_trace_left_out(collector: Collector, flush: Callable[[], None]) -> None:
    await asked("/v1/jobs/1", traceparent=PARENT[:-1] + "0")
    flush()

    assert collector.one("GET /v1/jobs/{job_id}").parent == ""


@pytest.mark.parametrize("path", ["/livez", "/metrics", "/socket.io/?transport=polling"])
async def test_probes_and_polls_are_no_requests(collector: Collector, flush: Callable[[], None], path: str) -> None:
    await asked(path)
    flush()

    assert list[Received](collector.spans) == []
