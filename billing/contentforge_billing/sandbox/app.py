"""The sandbox as one ASGI app: API, pages, console, and the loops that run beside them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from contentforge_billing.sandbox.cards.api import ENDPOINTS as CARDS
from contentforge_billing.sandbox.checkout.api import ENDPOINTS as CHECKOUT
from contentforge_billing.sandbox.checkout.finish import expire
from contentforge_billing.sandbox.checkout.page import CheckoutPage
from contentforge_billing.sandbox.clocks.api import ENDPOINTS as CLOCKS
from contentforge_billing.sandbox.clocks.loop import pass_time_forever
from contentforge_billing.sandbox.console.api import ConsoleApi, answering
from contentforge_billing.sandbox.console.page import ADDRESS, ConsolePage
from contentforge_billing.sandbox.customers.api import ENDPOINTS as CUSTOMERS
from contentforge_billing.sandbox.customers.search import ENDPOINTS as SEARCH
from contentforge_billing.sandbox.deletion import ENDPOINTS as DELETION
from contentforge_billing.sandbox.errors import unknown_route
from contentforge_billing.sandbox.events.api import ENDPOINTS as EVENTS
from contentforge_billing.sandbox.forget import forget_forever
from contentforge_billing.sandbox.invoices.api import ENDPOINTS as INVOICES
from contentforge_billing.sandbox.kinds import expander
from contentforge_billing.sandbox.pages import STYLE_PATH, gone_on, guarded, not_found, style
from contentforge_billing.sandbox.portal.api import ENDPOINTS as PORTAL
from contentforge_billing.sandbox.portal.page import PortalPage
from contentforge_billing.sandbox.prices.api import ENDPOINTS as PRICES
from contentforge_billing.sandbox.prices.products import ENDPOINTS as PRODUCTS
from contentforge_billing.sandbox.rest import Gate
from contentforge_billing.sandbox.storage import schema
from contentforge_billing.sandbox.subscriptions import cycle, dunning
from contentforge_billing.sandbox.subscriptions.api import ENDPOINTS as SUBSCRIPTIONS
from contentforge_billing.sandbox.unit import Units
from contentforge_billing.sandbox.webhooks.api import ENDPOINTS as WEBHOOKS
from contentforge_billing.sandbox.webhooks.api import register
from contentforge_billing.sandbox.webhooks.loop import deliver_forever
from contentforge_platform.database import DatabaseSettings
from contentforge_platform.database.pools import RolePool
from contentforge_platform.http.health import Ops, OpsPaths
from contentforge_platform.observability import Metrics

ENDPOINTS: Final = (
    *SEARCH,  # ahead of what takes an id in its place
    *CUSTOMERS, *DELETION, *CARDS, *PRODUCTS, *PRICES, *CHECKOUT, *SUBSCRIPTIONS, *INVOICES, *PORTAL, *EVENTS,
    *WEBHOOKS, *CLOCKS,
)  # fmt: skip
"""The whole API."""

_STEPS: Final = {"subscription": cycle.step, "invoice": dunning.step, "checkout.session": expire}
_CONNECTIONS: Final = 10
_REST_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """`address` is where browsers reach it. `webhook_url`, with its secret, is the product's, if it is to be told."""

    address: str
    database_url: SecretStr
    secret_key: SecretStr
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    settings: DatabaseSettings = field(default_factory=lambda: DatabaseSettings.model_validate({}))


def create_app(config: SandboxConfig) -> ASGIApp:
    """Nothing is opened before its lifespan starts; then the tables are made, and the loops run until its end."""
    pool = RolePool(config.database_url.get_secret_value(), _CONNECTIONS, config.settings, "contentforge sandbox")
    units = Units(pool, config.address.rstrip("/"))
    gate = Gate(units, expander(), config.secret_key.get_secret_value())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await schema.prepare(config.database_url.get_secret_value())
        if config.webhook_url is not None and config.webhook_secret is not None:
            async with units.write() as unit:
                await register(unit.store, config.webhook_url, config.webhook_secret.get_secret_value())
        tasks = [
            asyncio.create_task(_again_and_again("deliver", lambda: deliver_forever(units))),
            asyncio.create_task(_again_and_again("forget", lambda: forget_forever(units))),
            asyncio.create_task(_again_and_again("pass_time", lambda: pass_time_forever(units, _STEPS))),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await pool.close()

    app = Starlette(routes=_routes(units, gate), lifespan=lifespan, exception_handlers={HTTPException: _lost(gate)})
    app.router.redirect_slashes = False
    return OpsPaths(app, Ops({"database": _check(units)}, Metrics()))


def _routes(units: Units, gate: Gate) -> list[Route]:
    checkout, portal = CheckoutPage(units), PortalPage(units)
    console, console_api = ConsolePage(units), ConsoleApi(units)
    return [
        *(Route(one.path, gate.serving(one), methods=[one.method]) for one in ENDPOINTS),
        Route("/", _home),
        Route(STYLE_PATH, style),
        Route("/c/pay/{id}", checkout.show),
        Route("/c/pay/{id}", guarded(checkout.pay), methods=["POST"]),
        Route("/p/session/{secret}", portal.show),
        Route("/p/session/{secret}", guarded(portal.act), methods=["POST"]),
        Route(ADDRESS, console.show),
        Route(ADDRESS, guarded(console.act), methods=["POST"]),
        Route(f"{ADDRESS}switches", answering(console_api.switches)),
        Route(f"{ADDRESS}switches/{{name}}", answering(console_api.switch), methods=["PUT", "DELETE"]),
        Route(f"{ADDRESS}deliveries", answering(console_api.deliveries)),
        Route(f"{ADDRESS}deliveries/{{number}}/redeliver", answering(console_api.redeliver), methods=["POST"]),
        Route(f"{ADDRESS}customers/{{id}}/advance", answering(console_api.advance), methods=["POST"]),
    ]


async def _home(_: Request) -> Response:
    return gone_on(ADDRESS)


def _lost(gate: Gate) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answer what no route takes: in Stripe's form below /v1, as a page elsewhere."""

    async def answer(request: Request, _: Exception) -> Response:
        if request.url.path.startswith("/v1"):
            return gate.refusing(unknown_route(request.method, request.url.path))
        return not_found()

    return answer


def _check(units: Units) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        async with units.aside() as store:
            await store.driver.fetchval("SELECT 1 FROM sandbox.object LIMIT 1")

    return check


async def _again_and_again(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a loop for good: what stops it, such as a database that restarts, is told, and it goes on."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("sandbox_loop_failed", loop=name)
        await asyncio.sleep(_REST_SECONDS)
