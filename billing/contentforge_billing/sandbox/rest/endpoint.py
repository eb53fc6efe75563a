"""From an HTTP request to an answer in Stripe's form: key, outage, parameters, idempotency, work, expansion."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final, Literal

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import StripeProblem, broken, invalid, rate_limited
from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.rest import idempotency
from contentforge_billing.sandbox.rest.authentication import authenticate
from contentforge_billing.sandbox.rest.expand import Expander
from contentforge_billing.sandbox.rest.forms import decode
from contentforge_billing.sandbox.rest.outage import SWITCH, Outage, wait_out
from contentforge_billing.sandbox.rest.params import Params
from contentforge_billing.sandbox.switches import take
from contentforge_billing.sandbox.unit import Cause, Unit, Units

API_VERSION: Final = "2026-10-28.endive"
_FORM: Final = "application/x-www-form-urlencoded"
_LARGEST_BODY: Final = 1_000_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready for its handler. `id` is the object that the path names, if it names one."""

    unit: Unit
    params: Params
    path: str
    id: str = ""


Handler = Callable[[Call], Awaitable[Document]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the API: what answers a method and path, and which parameters Stripe knows there."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Handler
    known: Collection[str]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    request_id: str
    headers: dict[str, str]

    def response(self) -> Response:
        headers = {"Request-Id": self.request_id, "Stripe-Version": API_VERSION, "Cache-Control": "no-store"}
        return Response(self.body, self.status, headers | self.headers, "application/json")


class Gate:
    """Serves endpoints. Every answer, refusals included, goes through here."""

    def __init__(self, units: Units, expander: Expander, secret_key: str) -> None:
        self._units = units
        self._expander = expander
        self._secret_key = secret_key

    def serving(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            request_id = new_id("req", 14)
            try:
                answer = await self._answer(endpoint, request, request_id)
            except StripeProblem as problem:
                answer = _refusal(problem, request_id)
            except Exception:
                log.exception("sandbox_request_failed", path=request.url.path)
                answer = _refusal(broken(), request_id)
            return answer.response()

        return serve

    def refusing(self, problem: StripeProblem) -> Response:
        return _refusal(problem, new_id("req", 14)).response()

    async def _answer(self, endpoint: Endpoint, request: Request, request_id: str) -> _Answer:
        failing = await self._outage()
        authenticate(request.headers.get("Authorization"), self._secret_key)
        text = await _parameters(endpoint, request)
        params = Params(decode(text))
        params.refuse_others({*endpoint.known, "expand"})
        key = request.headers.get("Idempotency-Key") if endpoint.method == "POST" else None
        if endpoint.method == "GET":
            async with self._units.read() as unit:
                answer = _Answer(200, await self._work(endpoint, unit, params, request), request_id, {})
        elif key:
            answer = await self._once(endpoint, request, params, Cause(request_id, key), f"{request.url.path}?{text}")
        else:
            async with self._units.write(Cause(request_id)) as unit:
                answer = _Answer(200, await self._work(endpoint, unit, params, request), request_id, {})
        if failing is Outage.LOST:
            raise broken()
        return answer

    async def _once(
        self, endpoint: Endpoint, request: Request, params: Params, cause: Cause, described: str
    ) -> _Answer:
        key, request_id = cause.idempotency_key or "", cause.request_id or ""
        headers = {"Idempotency-Key": key, "Original-Request": request_id}
        async with self._units.aside() as store:
            kept = await idempotency.claim(store, key, described, request_id)
        if kept is not None:
            headers |= {"Original-Request": kept.request_id, "Idempotent-Replayed": "true"}
            return _Answer(kept.status, kept.body, request_id, headers)
        try:
            async with self._units.write(cause) as unit:
                body = await self._work(endpoint, unit, params, request)
                await idempotency.keep(unit.store, key, 200, body)
        except BaseException as error:
            async with self._units.aside() as store:
                if isinstance(error, StripeProblem) and error.is_remembered:
                    await idempotency.keep(store, key, error.status, _error_body(error))
                else:
                    await idempotency.release(store, key)
            raise
        return _Answer(200, body, request_id, headers)

    async def _work(self, endpoint: Endpoint, unit: Unit, params: Params, request: Request) -> bytes:
        path = request.url.path
        document = await endpoint.handler(Call(unit, params, path, str(request.path_params.get("id", ""))))
        if paths := params.texts("expand"):
            await self._expander.expand(unit, document, paths)
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)

    async def _outage(self) -> Outage | None:
        async with self._units.aside() as store:
            mode = await take(store, SWITCH)
        if mode is None:
            return None
        failing = Outage(mode)
        await wait_out(failing)
        if failing is Outage.ERROR:
            raise broken()
        if failing is Outage.RATE_LIMIT:
            raise rate_limited()
        return failing


async def _parameters(endpoint: Endpoint, request: Request) -> str:
    """The parameters as text: of a POST in its body, of others in the query."""
    query = request.scope["query_string"].decode("latin-1")
    if endpoint.method != "POST":
        return str(query)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise StripeProblem(413, "invalid_request_error", "Request body is too large.")
    kind = request.headers.get("Content-Type", _FORM).partition(";")[0].strip().lower()
    if body and kind != _FORM:
        raise invalid(f"Invalid request: Content-Type must be {_FORM}.")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise invalid("Invalid request body: it is not a form of UTF-8 text.") from error


def _refusal(problem: StripeProblem, request_id: str) -> _Answer:
    return _Answer(problem.status, _error_body(problem), request_id, {})


def _error_body(problem: StripeProblem) -> bytes:
    return orjson.dumps({"error": problem.error}, option=orjson.OPT_INDENT_2)
