"""The place where exceptions end: what nobody handled becomes an answer in the API's envelope, and a line of log."""

from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.errors import BusinessError
from contentforge_platform.http.envelope import EnvelopeFor, Problem, envelope_of, respond
from contentforge_platform.http.problems import FAILURE, from_business
from contentforge_platform.http.scope import note_routed, state_of

_log = structlog.get_logger(__name__)
_LOGGED = "failure_logged"

Classifier = Callable[[Exception], BusinessError | None]
"""Tells refusals of input by the database (NUL, surrogates, numbers out of range) from failures of ours."""


def no_refusals(_: Exception) -> BusinessError | None:
    """The classifier of an app without a database."""
    return None


class ErrorBoundary:
    """Answers for every exception of the app inside; nothing but a broken stream gets past it.

    What FastAPI raises through its own handlers never arrives here. `note_routed` is called on the way, since this is
    the layer nearest to an app's router.
    """

    def __init__(
        self, app: ASGIApp, *, envelope_for: EnvelopeFor = envelope_of, classify: Classifier = no_refusals
    ) -> None:
        self._app = app
        self._envelope_for = envelope_for
        self._classify = classify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note_routed(scope)
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except Exception as error:
            problem = self._problem(scope, error)
            if started:
                raise  # half an answer is out: only the closed connection can tell the client
            await respond(problem, self._envelope_for(scope), scope, receive, send)

    def _problem(self, scope: Scope, error: Exception) -> Problem:
        error = _innermost(error)
        refusal = error if isinstance(error, BusinessError) else self._classify(error)
        if refusal is not None:
            return from_business(refusal)
        state = state_of(scope)
        if _LOGGED not in state:
            state[_LOGGED] = True
            _log.error("request_failed", method=scope["method"], exc_info=error)
        return FAILURE


def _innermost(error: Exception) -> Exception:
    """What a task group wraps, if it wraps one thing only."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
