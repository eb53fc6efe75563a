"""What the product asks of Stripe while it serves: customers, checkout, portal, subscriptions, what has happened.

Every POST carries an idempotency key that follows from its cause, so that repeating a call never does a thing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stripe.params import EventListParams, billing_portal
from stripe.params.checkout import SessionCreateParams

from contentforge_billing.gateway.connection import StripeConnection
from contentforge_billing.gateway.errors import StripeMissing
from contentforge_billing.gateway.notices import notice_from
from contentforge_billing.gateway.results import (
    CHECKOUT,
    ORGANIZATION,
    CheckoutSession,
    CustomerState,
    Price,
    StripeNotice,
    StripeSubscription,
    price_from,
    session_from,
    subscription_from,
)
from contentforge_platform.ids import TenantId

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """Everything that a checkout session is made of. The same `cause` must always come with the same rest."""

    cause: UUID
    attempt: int
    tenant: TenantId
    customer: str
    price: str
    trial_days: int
    success_url: str
    cancel_url: str


class StripeGateway:
    """Calls of Stripe. Each may raise StripeAway or StripeRefused."""

    def __init__(self, connection: StripeConnection) -> None:
        self._connection = connection
        self._v1 = connection.v1
        self._ask = connection.ask

    async def close(self) -> None:
        await self._connection.close()

    async def create_customer(self, tenant: TenantId, *, email: str, name: str, replaces: str | None) -> str:
        """The id of the customer that stands for an organization, after `replaces` if that one is gone."""
        key = f"customer:{tenant}" if replaces is None else f"customer:{tenant}:{replaces}"
        customer = await self._ask(
            self._v1.customers.create_async(
                {"email": email, "name": name, "metadata": {ORGANIZATION: str(tenant)}},
                {"idempotency_key": key},
            )
        )
        return customer.id

    async def customer_state(self, customer: str) -> CustomerState:
        """Whether there is such a customer, or was."""
        try:
            found = await self._ask(self._v1.customers.retrieve_async(customer))
        except StripeMissing:
            return CustomerState.UNKNOWN
        return CustomerState.DELETED if found.to_dict().get("deleted") else CustomerState.PRESENT

    async def price_of(self, lookup_key: str) -> Price | None:
        """The price that is sold under a lookup key now."""
        found = await self._ask(self._v1.prices.list_async({"lookup_keys": [lookup_key], "active": True, "limit": 1}))
        return price_from(found.data[0]) if found.data else None

    async def create_session(self, request: CheckoutRequest) -> CheckoutSession:
        """Open a page on which the request's price can be subscribed to."""
        told = {CHECKOUT: str(request.cause), ORGANIZATION: str(request.tenant)}
        params: SessionCreateParams = {
            "mode": "subscription",
            "customer": request.customer,
            "client_reference_id": str(request.tenant),
            "line_items": [{"price": request.price, "quantity": 1}],
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "metadata": told,
            "subscription_data": {"metadata": told},
        }
        if request.trial_days:
            params["subscription_data"] = {"metadata": told, "trial_period_days": request.trial_days}
        key = f"checkout:{request.cause}:{request.attempt}"
        session = await self._ask(self._v1.checkout.sessions.create_async(params, {"idempotency_key": key}))
        return session_from(session)

    async def session(self, session_id: str) -> CheckoutSession:
        """A checkout session as it is now."""
        return session_from(await self._ask(self._v1.checkout.sessions.retrieve_async(session_id)))

    async def open_sessions(self, customer: str) -> list[CheckoutSession]:
        """All pages on which the customer could pay at this moment."""
        found = await self._ask(
            self._v1.checkout.sessions.list_async({"customer": customer, "status": "open", "limit": PAGE})
        )
        return [session_from(session) for session in found.data]

    async def expire_session(self, session_id: str) -> CheckoutSession:
        """Close a page. One that is complete or expired already is refused."""
        key = f"expire:{session_id}"
        return session_from(
            await self._ask(self._v1.checkout.sessions.expire_async(session_id, {}, {"idempotency_key": key}))
        )

    async def create_portal_session(
        self, customer: str, *, return_url: str, configuration: str | None, cause: UUID
    ) -> str:
        """The address of a page on which the customer manages what they have bought."""
        params: billing_portal.SessionCreateParams = {"customer": customer, "return_url": return_url}
        if configuration is not None:
            params["configuration"] = configuration
        key = f"portal:{cause}"
        made = await self._ask(self._v1.billing_portal.sessions.create_async(params, {"idempotency_key": key}))
        return made.url

    async def subscription(self, subscription_id: str) -> StripeSubscription:
        """A subscription as it is now."""
        found = await self._ask(self._v1.subscriptions.retrieve_async(subscription_id, {"expand": ["latest_invoice"]}))
        return subscription_from(found)

    async def subscriptions_of(self, customer: str) -> list[str]:
        """The ids of all subscriptions that the customer has, or had not long ago, newest first."""
        found = await self._ask(
            self._v1.subscriptions.list_async({"customer": customer, "status": "all", "limit": PAGE})
        )
        return [subscription.id for subscription in found.data]

    async def cancel_subscription(self, subscription_id: str) -> None:
        """End a subscription now, with what is paid and not used put to the customer's credit."""
        await self._ask(
            self._v1.subscriptions.cancel_async(
                subscription_id,
                {"prorate": True, "invoice_now": True},
                {"idempotency_key": f"cancel:{subscription_id}"},
            )
        )

    async def notices(
        self, since: datetime, types: Sequence[str], *, after: str | None
    ) -> tuple[list[StripeNotice], bool]:
        """One page of what has happened since a moment, newest first, and whether there is more."""
        params: EventListParams = {
            "created": {"gte": int(since.timestamp())},
            "types": list(types),
            "limit": PAGE,
        }
        if after is not None:
            params["starting_after"] = after
        page = await self._ask(self._v1.events.list_async(params))
        return [notice_from(event.to_dict()) for event in page.data], page.has_more
