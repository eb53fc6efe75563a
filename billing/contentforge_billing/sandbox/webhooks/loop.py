"""Sends what is due to its endpoints, several at once, until cancelled."""

import asyncio
import time
from typing import Final

import aiohttp
import structlog

from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.unit import Units, woken
from contentforge_billing.sandbox.webhooks import queue
from contentforge_billing.sandbox.webhooks.queue import Delivery
from contentforge_billing.sandbox.webhooks.record import WebhookEndpoint
from contentforge_billing.sandbox.webhooks.signature import signature_header

_AT_ONCE: Final = 16
_ANSWER_SECONDS: Final = 10.0
_ANSWER_BYTES: Final = 300

log = structlog.get_logger(__name__)


async def deliver_forever(units: Units) -> None:
    """Deliver, woken by commits and by a clock of its own."""
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    async with units.aside() as store:
        await queue.resume(store)
    with units.watch() as committed:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            while True:
                committed.clear()
                if not await deliver_due(units, session):
                    await woken(committed)


async def deliver_due(units: Units, session: aiohttp.ClientSession) -> bool:
    """Send one round of what is due; whether there was anything."""
    async with units.aside() as store:
        claimed = await queue.claim(store, _AT_ONCE)
        endpoints = {delivery.endpoint_id: await _endpoint(store, delivery) for delivery in claimed}
    await asyncio.gather(*(_send(units, session, one, endpoints[one.endpoint_id]) for one in claimed))
    return bool(claimed)


async def _send(
    units: Units, session: aiohttp.ClientSession, delivery: Delivery, endpoint: WebhookEndpoint | None
) -> None:
    if endpoint is None:
        async with units.aside() as store:
            await queue.abandoned(store, delivery, "The endpoint was deleted.")
        return
    status, problem = await _post(session, delivery, endpoint)
    async with units.aside() as store:
        if status is not None and status // 100 == 2:  # noqa: PLR2004 - the class of statuses that mean success
            await queue.delivered(store, delivery, status)
        else:
            log.info("webhook_failed", type=delivery.event_type, status=status, attempt=delivery.attempts)
            await queue.failed(store, delivery, status, problem)


async def _post(
    session: aiohttp.ClientSession, delivery: Delivery, endpoint: WebhookEndpoint
) -> tuple[int | None, str]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (ContentForge sandbox)",
        "Stripe-Signature": signature_header(delivery.body, endpoint.secret, int(time.time())),
    }
    try:
        async with session.post(endpoint.url, data=delivery.body, headers=headers, allow_redirects=False) as answer:
            said = await answer.content.read(_ANSWER_BYTES)
            return answer.status, said.decode(errors="replace").replace("\x00", "")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return None, repr(error)


async def _endpoint(store: Store, delivery: Delivery) -> WebhookEndpoint | None:
    return await store.find(WebhookEndpoint, delivery.endpoint_id)
