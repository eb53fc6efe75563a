"""Declare the rate limit of a route: `dependencies=[Depends(rate_limit("10/minute", name="login", fail="local"))]`."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Final, cast

from starlette.requests import Request
from starlette.types import Scope

from contentforge_platform.clock import seconds_to_next_month
from contentforge_platform.http.client_address import address_key, client_address
from contentforge_platform.http.limiter import Decision, FailMode, RateLimiter
from contentforge_platform.http.limits_notation import parse
from contentforge_platform.http.scope import state_of
from contentforge_platform.http.settings import RateLimitSettings

_LIMITER: Final = "rate_limiter"
_DECISION: Final = "rate_limit"
_QUOTA: Final = "quota"
_UNLIMITED: Final = -1

Notation = str | Callable[[RateLimitSettings], str]
"""A limit in slowapi's notation, or what makes one from the operator's settings."""

KeyOf = Callable[[Request], str]
"""Who is counted: one bucket for each answer."""


def rate_limit(
    limit: Notation, *, name: str, key: KeyOf | None = None, fail: FailMode = "open"
) -> Callable[[Request], Awaitable[None]]:
    """A dependency that counts a request against the limit `name`, by client address unless `key` says otherwise.

    It runs when FastAPI solves it, before the body of the route's own parameters is validated if it is listed in
    `dependencies=`, but after the body is read; the address limit ahead of everything bounds that.

    Raises, on a request:
        TooManyRequests: the limit is reached.
        Unavailable: Redis is away and `fail` is `closed`.
    """
    if isinstance(limit, str):
        parse(limit)  # a misspelt limit fails at import, not at the first request

    async def check(request: Request) -> None:
        limiter = limiter_of(request.scope)
        notation = limit if isinstance(limit, str) else limit(limiter.settings)
        who = key(request) if key is not None else by_address(request)
        note(request.scope, await limiter.enforce(notation, who, name=name, fail=fail))

    return check


def by_address(request: Request) -> str:
    """One bucket for each client address; IPv6 by its /64."""
    return address_key(client_address(request.scope))


@lru_cache(maxsize=64)
def per_minute(amount: int) -> str:
    """A number of the settings in the notation of limits."""
    return f"{amount}/minute"


def set_limiter(scope: Scope, limiter: RateLimiter) -> None:
    """Hand the process's limiter to the routes of this request; the address limit does it."""
    state_of(scope)[_LIMITER] = limiter


def limiter_of(scope: Scope) -> RateLimiter:
    """The process's limiter.

    Raises:
        RuntimeError: the app is served without the address limit, which hands it on.
    """
    limiter = state_of(scope).get(_LIMITER)
    if not isinstance(limiter, RateLimiter):
        raise RuntimeError("rate limits need AddressLimit around the app")  # noqa: TRY004 - the wiring is wrong, not a type
    return limiter


def note(scope: Scope, decision: Decision) -> None:
    """Tell the client about the limit decided last, the narrowest: its RateLimit header is written on the way out."""
    if decision.remaining is not None or not decision.allowed:
        state_of(scope)[_DECISION] = decision


def note_quota(scope: Scope, remaining: Callable[[], int | None]) -> None:
    """Tell the client what is left of the month (UTC) as well.

    `remaining` is asked on the way out; None where nothing was used, -1 where there is no limit.
    """
    state_of(scope)[_QUOTA] = remaining


def noted_quota(scope: Scope) -> tuple[int, int] | None:
    """Units left, and seconds until there are as many as ever again."""
    ask = cast("Callable[[], int | None] | None", state_of(scope).get(_QUOTA))
    left = None if ask is None else ask()
    return None if left is None or left == _UNLIMITED else (left, seconds_to_next_month())


def noted(scope: Scope) -> Decision | None:
    """The decision that the RateLimit header tells."""
    return cast("Decision | None", state_of(scope).get(_DECISION))
