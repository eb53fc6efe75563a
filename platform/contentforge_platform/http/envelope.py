"""An API's form of error: what is wrong, told in the words and the shape that its clients know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, cast

from starlette.types import Receive, Scope, Send
from typing_extensions import override

from contentforge_platform.errors import Invalid
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.scope import API, ENVELOPE, state_of

UNPROCESSABLE = 422
ERROR_CODE: Final = "X-Error-Code"
"""The header with the stable name of a refusal, for programs that choose their own words for it."""


class Origin(StrEnum):
    """Where a problem comes from, since APIs answer the same status differently by it."""

    BUSINESS = "business"
    """The product refuses: `code` and `data` are the error's own."""

    VALIDATION = "validation"
    """Fields are refused: `fields` tells which. contentforge answers 422, the others 400."""

    MALFORMED = "malformed"
    """The body cannot be read at all. contentforge answers 422, the others 400."""

    FRAMEWORK = "framework"
    """Unknown route, wrong method, too large, too many, or a failure of ours."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused field: the path to it, a sentence for people, a stable type."""

    loc: tuple[str | int, ...]
    msg: str
    type: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal before it is rendered. `message` is one sentence; `headers` belong to the answer in every API."""

    status: int
    code: str
    message: str
    origin: Origin = Origin.FRAMEWORK
    fields: tuple[FieldProblem, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer's status and JSON body, and headers beyond those that all APIs have in common."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


class Envelope(Protocol):
    """One API's form of error. It decides the status too: validation is 422 in one API and 400 in the others."""

    def render(self, problem: Problem) -> Rendered: ...


def code_of(problem: Problem) -> dict[str, str]:
    """The header that names a refusal of the product; none where the status or the fields say it all."""
    own_rule = problem.origin is Origin.VALIDATION and problem.code != Invalid.code
    return {ERROR_CODE: problem.code} if own_rule or problem.origin is Origin.BUSINESS else {}


class ContentforgeEnvelope(Envelope):
    """`{"detail": sentence}`; where fields or the body are refused, 422 with `{"detail": [{loc, msg, type}]}`."""

    @override
    def render(self, problem: Problem) -> Rendered:
        if problem.origin in {Origin.VALIDATION, Origin.MALFORMED}:
            fields = [{"loc": list(f.loc), "msg": f.msg, "type": f.type} for f in problem.fields]
            return Rendered(UNPROCESSABLE, {"detail": fields}, code_of(problem))
        return Rendered(problem.status, {"detail": problem.message}, code_of(problem))


CONTENTFORGE = ContentforgeEnvelope()

EnvelopeFor = Callable[[Scope], Envelope]


def set_mount(scope: Scope, *, api: str, envelope: Envelope) -> None:
    """Say which API a request is for; its errors come out in that API's envelope, its metrics under its name."""
    state = state_of(scope)
    state[API] = api
    state[ENVELOPE] = envelope


def envelope_of(scope: Scope) -> Envelope:
    """The envelope of the API a request is for: what `set_mount` has put there, else the native API's."""
    return cast("Envelope", state_of(scope).get(ENVELOPE, CONTENTFORGE))


async def respond(problem: Problem, envelope: Envelope, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a problem, from middleware or a handler."""
    rendered = envelope.render(problem)
    response = json_response(rendered.body, rendered.status, {**problem.headers, **rendered.headers})
    await response(scope, receive, send)
