"""What an operator's sync asks of Stripe: products, prices, and what customers may do in the portal."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from stripe.params import billing_portal

from contentforge_billing.gateway.connection import StripeConnection
from contentforge_billing.gateway.errors import StripeMissing
from contentforge_billing.gateway.results import (
    TIER,
    Offer,
    PortalConfiguration,
    Price,
    Product,
    metadata,
    price_from,
)

_DIGEST: Final = "contentforge_digest"
_PAGE: Final = 100


class StripeShop:
    """Calls of Stripe. Each may raise StripeAway or StripeRefused."""

    def __init__(self, connection: StripeConnection) -> None:
        self._v1 = connection.v1
        self._ask = connection.ask

    async def product(self, product_id: str) -> Product | None:
        """A product, if there is one of that id."""
        try:
            found = await self._ask(self._v1.products.retrieve_async(product_id))
        except StripeMissing:
            return None
        return Product(id=found.id, name=found.name, active=found.active, updated=found.updated)

    async def create_product(self, product_id: str, *, name: str, tier: str) -> None:
        """Its id is ours, so that a second one of the same tier is refused."""
        await self._ask(
            self._v1.products.create_async(
                {"id": product_id, "name": name, "metadata": {TIER: tier}},
                {"idempotency_key": f"product:{product_id}"},
            )
        )

    async def renew_product(self, seen: Product, name: str) -> None:
        """Give a product its present name, and put it on offer again; `seen` is how it was read before.

        The same name may be wanted twice in a day with another in between, so the key tells the one from the other.
        """
        await self._ask(
            self._v1.products.update_async(
                seen.id,
                {"name": name, "active": True},
                {"idempotency_key": f"product:{seen.id}:{seen.updated}:{_digest(name)}"},
            )
        )

    async def prices(self, lookup_keys: Sequence[str]) -> list[Price]:
        """The prices that are sold under these keys now."""
        if not lookup_keys:
            return []
        found = await self._ask(
            self._v1.prices.list_async({"lookup_keys": list(lookup_keys), "active": True, "limit": _PAGE})
        )
        return [price_from(price) for price in found.data]

    async def create_price(
        self, product_id: str, *, amount: int, currency: str, lookup_key: str, tier: str, replaces: str | None
    ) -> Price:
        """A monthly price, which takes the lookup key from the one that has it: who pays that one, goes on doing so."""
        key = f"price:{lookup_key}:{amount}:{currency}:{replaces or ''}"
        made = await self._ask(
            self._v1.prices.create_async(
                {
                    "product": product_id,
                    "unit_amount": amount,
                    "currency": currency,
                    "recurring": {"interval": "month"},
                    "lookup_key": lookup_key,
                    "transfer_lookup_key": True,
                    "metadata": {TIER: tier},
                },
                {"idempotency_key": key},
            )
        )
        return price_from(made)

    async def portal(self) -> PortalConfiguration | None:
        """The portal's configuration that an earlier sync has written."""
        found = await self._ask(self._v1.billing_portal.configurations.list_async({"active": True, "limit": _PAGE}))
        for configuration in found.data:
            if (digest := metadata(configuration, _DIGEST)) is not None:
                return PortalConfiguration(configuration.id, digest)
        return None

    async def write_portal(self, offers: Sequence[Offer], *, replaces: PortalConfiguration | None) -> None:
        """Let customers move between the offers, cancel at the period's end, pay otherwise, and see their invoices."""
        digest = portal_digest(offers)
        former = "" if replaces is None else replaces.id
        await self._ask(
            self._v1.billing_portal.configurations.create_async(
                {"features": _features(offers), "metadata": {_DIGEST: digest}},
                {"idempotency_key": f"portal:{digest}:{former}"},
            )
        )
        if replaces is not None:
            await self._ask(
                self._v1.billing_portal.configurations.update_async(
                    former, {"active": False}, {"idempotency_key": f"portal:{former}:off"}
                )
            )


def portal_digest(offers: Sequence[Offer]) -> str:
    """The same for the same configuration."""
    return _digest(json.dumps(_features(offers), sort_keys=True))


def _features(offers: Sequence[Offer]) -> billing_portal.ConfigurationCreateParamsFeatures:
    return {
        "subscription_update": {
            "enabled": bool(offers),
            "default_allowed_updates": ["price"],
            "proration_behavior": "create_prorations",
            "products": [{"product": offer.product, "prices": [offer.price]} for offer in offers],
        },
        "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
        "payment_method_update": {"enabled": True},
        "invoice_history": {"enabled": True},
    }


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
