"""Bound what one address may ask, before anything is parsed or looked up, failed logins and unknown routes included."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.http.client_address import address_key, client_address
from contentforge_platform.http.envelope import EnvelopeFor, envelope_of, respond
from contentforge_platform.http.limiter import Decision, RateLimiter
from contentforge_platform.http.problems import too_many
from contentforge_platform.http.rate_limits import note, noted, noted_quota, per_minute, set_limiter
from contentforge_platform.http.scope import api_of

_HEALTH: Final = re.compile(r"(/t/[^/]+)?(/[a-z]+)?(/api)?(/v1)?/health/?")
_UNCOUNTED: Final = frozenset({"/app", "/livez", "/readyz", "/metrics", "/health"})
_UNCOUNTED_BELOW: Final = ("/app/", "/socket.io")
_WEBHOOK: Final = "/api/v1/webhooks/stripe"
_PRIVATE: Final = ("/admin/", "/auth/")


class Tier(StrEnum):
    """How the requests of an address are counted. Each tier has a count of its own."""

    UNCOUNTED = "uncounted"
    PUBLIC = "public"
    NORMAL = "address"


TierOf = Callable[[Scope], Tier]


class AddressLimit:
    """Answers 429 once an address is over its limit, and hands the limiter on to the routes."""

    def __init__(
        self,
        app: ASGIApp,
        limiter: RateLimiter,
        *,
        tier_of: TierOf | None = None,
        envelope_for: EnvelopeFor = envelope_of,
    ) -> None:
        self._app = app
        self._limiter = limiter
        self._tier_of = tier_of or tier_by_path
        self._envelope_for = envelope_for
        settings = limiter.settings
        self._rates = {Tier.PUBLIC: per_minute(settings.public), Tier.NORMAL: per_minute(settings.address)}
        self._names = {tier: tier.value for tier in Tier}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        set_limiter(scope, self._limiter)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and (decision := noted(scope)) is not None:
                told = _header(decision) + _quota(noted_quota(scope))
                message["headers"] = [*message.get("headers", ()), (b"ratelimit", told)]
            await send(message)

        tier = self._tier_of(scope)
        if tier is not Tier.UNCOUNTED:
            who = address_key(client_address(scope))
            decision = await self._limiter.hit(self._rates[tier], who, name=self._names[tier], fail="local")
            note(scope, decision)
            if not decision.allowed:
                await respond(too_many(decision.retry_after), self._envelope_for(scope), scope, receive, telling)
                return
        await self._app(scope, receive, telling)


def tier_by_path(scope: Scope) -> Tier:
    """The tier of a request by its method and path, whatever mount or host it comes through.

    The blog's public reads and media are counted apart, since a static site fetches hundreds of them in one build.
    """
    path: str = scope["path"]
    if (
        path in _UNCOUNTED
        or path.startswith(_UNCOUNTED_BELOW)
        or (scope["method"] == "POST" and path.endswith(_WEBHOOK) and api_of(scope) == "contentforge")
        or ("/health" in path and _HEALTH.fullmatch(path))
    ):
        return Tier.UNCOUNTED
    readable = scope["method"] in {"GET", "HEAD"} and not any(part in path for part in _PRIVATE)
    public = readable and (api_of(scope) == "blog" or "/blog/api/" in path or "/media/" in path)
    return Tier.PUBLIC if public else Tier.NORMAL


def _header(decision: Decision) -> bytes:
    remaining = f";r={decision.remaining}" if decision.remaining is not None else ""
    reset = f";t={decision.retry_after}" if not decision.allowed else ""
    return f'"{decision.name}"{remaining}{reset}'.encode()


def _quota(left: tuple[int, int] | None) -> bytes:
    return b"" if left is None else b', "quota";r=%d;t=%d' % left
