"""The layers around the app: who may read, how much may come in, who is calling, and what is written down about it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.http.envelope import CONTENTFORGE, Envelope, Problem, Rendered, set_mount
from contentforge_platform.http.errors import install_error_handlers
from contentforge_platform.http.health import Ops
from contentforge_platform.http.limiter import RateLimiter
from contentforge_platform.http.settings import CorsSettings, HttpSettings, RateLimitSettings
from contentforge_platform.http.stack import Edge
from contentforge_platform.observability import Metrics, current_request_id

ORIGIN = "http://localhost:3000"
FORM = "multipart/form-data; boundary=x"
PREFLIGHT = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
SMALL = HttpSettings(max_body_bytes=2000, max_csv_bytes=5000, max_media_bytes=9000)


def product() -> FastAPI:
    app = FastAPI(redirect_slashes=False)

    @app.get("/v1/jobs/{job_id}")
    async def job(job_id: str, request: Request) -> dict[str, Any]:
        return {
            "job": job_id,
            "address": request.client.host if request.client else None,
            "scheme": request.url.scheme,
            "request_id": current_request_id(),
        }

    @app.get("/v1/me")
    async def me() -> None:
        raise NotAuthenticated("Not authenticated")

    @app.get("/v1/bug")
    async def bug() -> None:
        raise RuntimeError("ours")

    @app.post("/v1/echo")
    @app.post("/v1/content/generate/csv")
    @app.post("/v1/admin/media/upload")
    async def echo(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    install_error_handlers(app, CONTENTFORGE)
    return app


class Quiet(Envelope):
    @override
    def render(self, problem: Problem) -> Rendered:
        return Rendered(problem.status, {"success": False, "message": problem.message})


def mounted(app: ASGIApp) -> ASGIApp:
    """A resolver as the product has one: it takes the mount off the path, in a scope of its own."""

    async def resolve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/cgms/unresolvable":
            set_mount(scope, api="cgms", envelope=Quiet())
            raise RuntimeError("a resolver has bugs too")
        if scope["path"].startswith("/cgms/"):
            set_mount(scope, api="cgms", envelope=Quiet())
            scope = {**scope, "path": scope["path"].removeprefix("/cgms")}
        await app(scope, receive, send)

    return resolve


@asynccontextmanager
async def serving(
    *, limits: Mapping[str, Any] | None = None, proxies: int = 0, metrics: Metrics | None = None, hsts: int = 0
) -> AsyncIterator[httpx.AsyncClient]:
    limiter = RateLimiter(None, RateLimitSettings.model_validate(limits or {}))
    counted = metrics or Metrics(process=False)
    edge = Edge(
        http=SMALL.model_copy(update={"hsts_seconds": hsts}),
        cors=CorsSettings(origins=[ORIGIN]),
        limiter=limiter,
        metrics=counted,
        ops=Ops({}, counted),
        trusted_proxies=proxies,
        resolver=mounted,
    )
    transport = httpx.ASGITransport(edge.around(product()), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    await limiter.close()


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/jobs/1", 200), ("/v1/me", 401), ("/nowhere", 404), ("/v1/bug", 500), ("/livez", 200)]
)
async def test_pages_of_a_known_origin_can_read_every_answer(path: str, status: int) -> None:
    async with serving() as client:
        answer = await client.get(path, headers={"origin": ORIGIN})

    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "X-Total-Count" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]


async def test_pages_of_a_known_origin_can_read_413_and_429() -> None:
    async with serving(limits={"address": 1}) as client:
        large = await client.post("/v1/echo", content=b"x" * 2001, headers={"origin": ORIGIN})
        often = await client.post("/v1/echo", content=b"x", headers={"origin": ORIGIN})

    assert [large.status_code, often.status_code] == [413, 429]
    assert large.headers["access-control-allow-origin"] == often.headers["access-control-allow-origin"] == ORIGIN


async def test_pages_of_other_origins_can_read_nothing() -> None:
    async with serving() as client:
        for origin in ("http://evil.example", "null", ORIGIN + ".evil.example"):
            answer = await client.get("/v1/jobs/1", headers={"origin": origin})
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["vary"] == "Origin"


async def test_a_preflight_is_answered_without_reaching_the_app() -> None:
    asked = {"access-control-request-method": "PATCH", "access-control-request-headers": "authorization,if-match"}
    async with serving() as client:
        known = await client.options("/v1/me", headers={"origin": ORIGIN, **asked})
        foreign = await client.options("/v1/me", headers={"origin": "http://evil.example", **asked})

    assert known.status_code == 204
    assert known.headers["access-control-allow-origin"] == ORIGIN
    assert "PATCH" in known.headers["access-control-allow-methods"]
    for name in (
        "Authorization",
        "Content-Type",
        "X-API-Key",
        "Idempotency-Key",
        "Prefer",
        "If-Match",
        "If-None-Match",
    ):
        assert name in known.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize("origin", ["*", "localhost:3000", "http://a/path", "ftp://a"])
def test_an_origin_that_is_none_is_refused_at_start(origin: str) -> None:
    with pytest.raises(ValidationError):
        CorsSettings(origins=[origin])


async def test_a_request_has_one_id_in_its_logs_and_its_answer() -> None:
    async with serving() as client:
        made = await client.get("/v1/jobs/1")
        taken = await client.get("/v1/jobs/1", headers={"x-request-id": "abc-123.def"})
        insane = await client.get("/v1/jobs/1", headers={"x-request-id": "x\ty" * 40})

    assert made.headers["x-request-id"] == made.json()["request_id"]
    assert len(made.headers["x-request-id"]) == 32
    assert taken.headers["x-request-id"] == taken.json()["request_id"] == "abc-123.def"
    assert len(insane.headers["x-request-id"]) == 32
    assert current_request_id() is None


async def test_answers_tell_browsers_not_to_guess_or_frame() -> None:
    async with serving(hsts=600, proxies=1) as client:
        answer = await client.get("/v1/jobs/1")
        docs = await client.get("/docs")
        secure = await client.get("/v1/jobs/1", headers={"x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https"})

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "strict-transport-security" not in answer.headers
    assert docs.status_code == 200
    assert "https://cdn.jsdelivr.net" in docs.headers["content-security-policy"]
    assert secure.headers["strict-transport-security"] == "max-age=600; includeSubDomains"


@pytest.mark.parametrize(
    ("path", "limit"), [("/v1/echo", 2000), ("/v1/content/generate/csv", 5000), ("/v1/admin/media/upload", 9000)]
)
async def test_a_body_may_be_as_long_as_its_route_allows(path: str, limit: int) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 100):
            yield b"x" * 100
        yield b"x" * (size % 100)

    async with serving() as client:
        client.headers["content-type"] = FORM
        fits = await client.post(path, content=b"x" * limit)
        announced = await client.post(path, content=b"x" * (limit + 1))
        streamed_fits = await client.post(path, content=chunks(limit))
        streamed = await client.post(path, content=chunks(limit + 1))

    assert fits.json() == streamed_fits.json() == {"size": limit}
    assert announced.status_code == streamed.status_code == 413
    assert announced.json() == streamed.json() == {"detail": "Request body is too large"}


@pytest.mark.parametrize(
    ("method", "path", "content_type"),
    [
        ("POST", "/v1/admin/media/upload", "application/json"),  # which would be parsed before anybody is asked for
        ("PATCH", "/v1/admin/media/some-id", FORM),
        ("POST", "/v1/admin/media/some-id", FORM),
        ("PUT", "/v1/content/generate/csv", FORM),
    ],
)
async def test_what_is_no_file_for_the_route_is_held_to_the_usual_limit(
    method: str, path: str, content_type: str
) -> None:
    async with serving() as client:
        answer = await client.request(method, path, content=b"x" * 2001, headers={"content-type": content_type})

    assert answer.status_code == 413


async def test_refusals_ahead_of_the_app_come_out_in_the_envelope_of_the_mount() -> None:
    async with serving(limits={"address": 1}) as client:
        large = await client.post("/cgms/v1/echo", content=b"x" * 2001)
        often = await client.get("/cgms/v1/jobs/1")

    assert large.json() == {"success": False, "message": "Request body is too large"}
    assert often.json() == {"success": False, "message": "Too many requests. Please try again later."}


async def test_a_failure_ahead_of_the_app_is_a_500_in_the_envelope_too() -> None:
    async with serving() as client:
        answer = await client.get("/cgms/unresolvable", headers={"origin": ORIGIN})

    assert answer.status_code == 500
    assert answer.json() == {"success": False, "message": "Internal Server Error"}
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "x-request-id" in answer.headers


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "not an address", "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, "198.51.100.1:5555", "198.51.100.1"),
        (1, "[2001:db8::1]:5555", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
async def test_the_client_is_who_the_operators_own_proxies_say(proxies: int, forwarded: str, seen: str) -> None:
    async with serving(proxies=proxies) as client:
        answer = await client.get("/v1/jobs/1", headers={"x-forwarded-for": forwarded})

    assert answer.json()["address"] == seen


async def test_the_scheme_is_believed_of_proxies_only() -> None:
    forwarded = {"x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "https"}
    async with serving(proxies=0) as client:
        assert (await client.get("/v1/jobs/1", headers=forwarded)).json()["scheme"] == "http"
    async with serving(proxies=1) as client:
        assert (await client.get("/v1/jobs/1", headers=forwarded)).json()["scheme"] == "https"


async def test_with_and_without_a_slash_at_the_end_both_answer_directly() -> None:
    async with serving() as client:
        for path in ("/v1/jobs/7", "/v1/jobs/7/", "/cgms/v1/jobs/7/"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["job"]) == (200, "7")
        assert (await client.get("/")).status_code == 404


def number(metrics: Metrics, **labels: str) -> float | None:
    return metrics.registry.get_sample_value("contentforge_http_requests_total", labels)


async def test_requests_are_counted_by_template_never_by_path() -> None:
    metrics = Metrics(process=False)
    async with serving(metrics=metrics) as client:
        await client.get("/v1/jobs/1")
        await client.get("/cgms/v1/jobs/2")
        await client.get("/v1/bug")
        await client.get("/some/secret/path")
        await client.request("BREW", "/v1/jobs/1")

    assert number(metrics, api="contentforge", method="GET", route="/v1/jobs/{job_id}", status="2xx") == 1
    assert number(metrics, api="cgms", method="GET", route="/v1/jobs/{job_id}", status="2xx") == 1
    assert number(metrics, api="contentforge", method="GET", route="/v1/bug", status="5xx") == 1
    assert number(metrics, api="contentforge", method="GET", route="(none)", status="4xx") == 1
    assert number(metrics, api="contentforge", method="OTHER", route="/v1/jobs/{job_id}", status="4xx") == 1
    assert "secret" not in metrics.render()[0].decode()


async def test_each_request_writes_one_line_without_query_or_long_tokens() -> None:
    token = "t" * 43
    with structlog.testing.capture_logs() as lines:
        async with serving() as client:
            await client.get(f"/v1/jobs/{token}?email=someone@example.com")

    (line,) = lines
    assert (line["event"], line["route"], line["status"], line["address"]) == (
        "request",
        "/v1/jobs/{job_id}",
        200,
        "203.0.113.9",
    )  # fmt: skip - one fact a line would hide the comparison
    assert line["path"] == "/v1/jobs/***"
    assert "someone" not in str(line)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda c, p: c.options(p, headers=PREFLIGHT), "/v1/jobs/1"),
        (lambda c, p: c.get(p), "/socket.io/?EIO=4"),
        (lambda c, p: c.get(p), "/writer/health"),
        (lambda c, p: c.get(p), "/t/acme/cgms/api/v1/health"),
        (lambda c, p: c.get(p), "/app/index.html"),
        (lambda c, p: c.post(p), "/contentforge/api/v1/webhooks/stripe"),
        (lambda c, p: c.get(p), "/metrics"),
    ],
)
async def test_some_requests_are_not_counted(make: Callable[..., Any], path: str) -> None:
    async with serving(limits={"address": 1, "public": 1}) as client:
        answers = [await make(client, path) for _ in range(3)]

    assert 429 not in {answer.status_code for answer in answers}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/webhooks/stripe"),
        ("POST", "/v1/webhooks/stripe"),
        ("POST", "/cgms/api/v1/webhooks/stripe"),
        ("OPTIONS", "/v1/jobs/1"),  # no preflight: those are answered further out
    ],
)
async def test_what_only_looks_like_one_of_them_is_counted(method: str, path: str) -> None:
    async with serving(limits={"address": 1}) as client:
        answers = [await client.request(method, path) for _ in range(2)]

    assert answers[-1].status_code == 429


async def test_reads_whose_path_ends_as_the_webhook_does_are_counted() -> None:
    async with serving(limits={"public": 1}) as client:
        answers = [await client.get("/blog/api/posts/webhooks/stripe") for _ in range(2)]

    assert answers[-1].status_code == 429


async def test_unknown_routes_and_failed_logins_are_counted() -> None:
    async with serving(limits={"address": 3}) as client:
        answers = [await client.get(path) for path in ("/nowhere", "/v1/me", "/v1/bug", "/v1/jobs/1")]

    assert [answer.status_code for answer in answers] == [404, 401, 500, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].headers["ratelimit"].startswith('"address";r=0;t=')


async def test_the_blogs_public_reads_have_a_count_of_their_own() -> None:
    async with serving(limits={"address": 1, "public": 3}) as client:
        reads = [(await client.get("/blog/api/posts")).status_code for _ in range(4)]
        admin = [(await client.get("/blog/api/admin/posts")).status_code for _ in range(2)]

    assert reads == [404, 404, 404, 429]
    assert admin == [404, 429]


async def test_a_forged_forwarded_address_buys_nothing() -> None:
    async with serving(limits={"address": 2}) as client:
        codes = [
            (await client.get("/v1/jobs/1", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code
            for n in range(4)
        ]

    assert codes == [200, 200, 429, 429]
