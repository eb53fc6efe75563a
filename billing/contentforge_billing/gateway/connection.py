"""One client of Stripe's own package: where it calls, for how long, and what its failures mean."""

import asyncio
from collections.abc import Coroutine
from typing import Final, TypeVar

import aiohttp
import stripe
import structlog

from contentforge_billing.gateway.errors import CustomerGone, StripeAway, StripeBusy, StripeMissing, StripeRefused
from contentforge_platform.observability import SpanKind, span

ATTEMPT_SECONDS: Final = 4.0
RETRIES: Final = 1  # with the pause between them, two attempts end within 9 s
_MOST_AT_ONCE: Final = 8  # Stripe refuses what comes in larger bursts; a worker would otherwise send one

Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)


class StripeConnection:
    """Connections are opened when first needed; they belong to the event loop that first uses them."""

    def __init__(self, key: str, address: str | None = None) -> None:
        """`address` stands in for api.stripe.com."""
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)
        self._http = stripe.AIOHTTPClient(timeout=aiohttp.ClientTimeout(total=ATTEMPT_SECONDS))
        client = stripe.StripeClient(
            key,
            http_client=self._http,
            max_network_retries=RETRIES,
            base_addresses={"api": address.rstrip("/")} if address else {},
        )
        self.v1: Final = client.v1

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]  # the package has no types here

    async def ask(self, call: Coroutine[object, None, Answer]) -> Answer:
        """The answer of one call, which begins once there are few enough others.

        Raises:
            StripeBusy, StripeAway: it may succeed later.
            StripeMissing, StripeRefused: it will not.
        """
        with span(f"stripe {_operation(call)}", kind=SpanKind.CLIENT):
            try:
                async with self._turns:
                    return await call
            except stripe.StripeError as error:
                raise _meaning(error) from error
            except (aiohttp.ClientError, OSError, TimeoutError) as error:  # the answer broke off
                raise StripeAway from error
            finally:
                call.close()  # for one that was given up before its turn came


def _operation(call: Coroutine[object, None, object]) -> str:
    """What is asked, by the name of the package's own method: `CustomerService.create`."""
    return getattr(call, "__qualname__", "call").removesuffix("_async")


def _meaning(error: stripe.StripeError) -> StripeAway | StripeRefused:
    status = error.http_status
    if error.code in {"idempotency_key_in_use", "lock_timeout"}:
        return StripeBusy(retry_after=1)
    if isinstance(error, stripe.APIConnectionError) or status is None:
        return StripeAway()
    if isinstance(error, stripe.RateLimitError):
        return StripeAway(retry_after=2)
    if status >= 500:  # noqa: PLR2004 - HTTP's own boundary
        return StripeAway(kept=True)
    param = getattr(error, "param", None)
    reason = " ".join(str(part) for part in (error.code, param) if part) or f"status {status}"
    if error.code == "resource_missing":
        return CustomerGone(reason) if param == "customer" else StripeMissing(reason)
    log.warning("stripe_refused", status=status, reason=reason, request=error.request_id)
    return StripeRefused(reason)
