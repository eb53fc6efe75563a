"""Open the portal for an organization that is a customer."""

import asyncio
import time
from typing import Final

from contentforge_billing.customers import Customer
from contentforge_billing.gateway import CustomerGone, StripeAway, StripeGateway, StripeShop
from contentforge_platform.errors import BadRequest
from contentforge_platform.ids import new_id

_SECONDS: Final = 9.0
_KNOWN_SECONDS: Final = 300.0


class NoCustomer(BadRequest):
    """The organization has never gone to pay, so there is nothing to manage."""

    code = "no_customer"

    def __init__(self) -> None:
        super().__init__("There is nothing to manage yet: no plan has been bought.")


class Portal:
    """Opens pages of the portal, as `contentforge billing sync` has configured it, else as it is at Stripe."""

    def __init__(self, gateway: StripeGateway, shop: StripeShop) -> None:
        self._gateway = gateway
        self._shop = shop
        self._configuration: str | None = None
        self._known_until = 0.0

    async def visit(self, customer: Customer | None, return_url: str) -> str:
        """The address of a page of one's own.

        Raises:
            NoCustomer: there is no customer, or no longer (400).
            StripeAway, StripeRefused: 503.
        """
        if customer is None or customer.stripe_id is None:
            raise NoCustomer
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._gateway.create_portal_session(
                    customer.stripe_id,
                    return_url=return_url,
                    configuration=await self._present_configuration(),
                    cause=new_id(),  # each visit is a cause of its own: its page is for now only
                )
        except CustomerGone as gone:  # with all that was bought; the next checkout makes another
            raise NoCustomer from gone
        except TimeoutError as late:
            raise StripeAway from late

    async def _present_configuration(self) -> str | None:
        if time.monotonic() > self._known_until:
            found = await self._shop.portal()
            self._configuration = found.id if found is not None else None
            self._known_until = time.monotonic() + _KNOWN_SECONDS
        return self._configuration
