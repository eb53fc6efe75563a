"""What the operator's API is built of; the composition root makes one for each process that serves it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from contentforge_admin.settings import ConsoleSettings
from contentforge_billing.entitlements import Entitlements
from contentforge_billing.subscriptions import PlanOverrides
from contentforge_content.jobs.kinds import JobKinds
from contentforge_platform.database import UnitOfWork
from contentforge_platform.http.limiter import RateLimiter
from contentforge_platform.security import Claims
from contentforge_platform.storage import Storage


class ReadsTokens(Protocol):
    """Tells what an access token says."""

    def read(self, token: str, audience: str) -> Claims:
        """The claims of a good token.

        Raises:
            InvalidToken: it is none (401).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Everything that the routes reach for.

    Attributes:
        billed: whether plans are anything that is decided on; not with billing off.
        bounds: from where on health is a warning.
        version, revision: of this process, and the migration that it needs.
    """

    uow: UnitOfWork
    limiter: RateLimiter
    tokens: ReadsTokens
    entitlements: Entitlements
    overrides: PlanOverrides
    kinds: JobKinds
    billed: bool
    storage: Storage
    ping_valkey: Callable[[], Awaitable[object]]
    bounds: ConsoleSettings
    version: str
    revision: str


def console_of(request: Request) -> Console:
    """The console of this process.

    Raises:
        RuntimeError: the app that has these routes was put together without one.
    """
    console = getattr(request.app.state, "console", None)
    if not isinstance(console, Console):
        raise RuntimeError("The operator's API needs `app.state.console`.")  # noqa: TRY004 - the wiring is wrong, not a type
    return console
