"""What of the plan file Stripe does not have yet: found first, done afterwards, nothing made twice.

A product has an id of our own making, a price is known by its lookup key. A changed price is a new one that takes the
key over; who has subscribed to the former one goes on paying that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from contentforge_billing.gateway import Offer, Price, Product, StripeShop
from contentforge_billing.gateway.shop import portal_digest
from contentforge_billing.plans import Plan, PlanCatalogue

_WHOLE: Final = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"}
)
"""Currencies that Stripe counts in whole units: they have no smaller one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do at Stripe, and a sentence that tells an operator what.

    `product` is what is renewed, as it was read; `replaces` the id of the price before.
    """

    kind: str
    text: str
    plan: Plan | None = None
    product: Product | None = None
    replaces: str | None = None


async def changes(shop: StripeShop, catalogue: PlanCatalogue) -> list[Change]:
    """What would have to be done, in that order; nothing is changed."""
    sold = _sold(catalogue)
    prices = await _prices(shop, sold)
    found: list[Change] = []
    for plan in sold:
        product = await shop.product(product_id(plan))
        if product is None:
            found.append(Change("create_product", f"create the product {plan.name}", plan))
        elif product.name != plan.name or not product.active:
            found.append(Change("renew_product", _renewal(product, plan), plan, product))
        found += _price_changes(plan, prices.get(plan.stripe_lookup_key or ""))
    configured = await shop.portal()
    if found or configured is None or configured.digest != portal_digest(_offers(sold, prices)):
        found.append(
            Change("write_portal", f"let the portal sell {', '.join(plan.name for plan in sold) or 'nothing'}")
        )
    return found


async def apply(
    shop: StripeShop,
    catalogue: PlanCatalogue,
    found: Sequence[Change],
    done: Callable[[Change], None] = lambda _: None,
) -> None:
    """Do what `changes` has found, and call `done` after each. It may be repeated, and run beside itself."""
    for change in found:
        if change.plan is not None:
            await _do(shop, change, change.plan)
            done(change)
    sold = _sold(catalogue)
    offers = _offers(sold, await _prices(shop, sold))
    configured = await shop.portal()
    if configured is None or configured.digest != portal_digest(offers):
        await shop.write_portal(offers, replaces=configured)
    for change in found:
        if change.plan is None:
            done(change)


async def _do(shop: StripeShop, change: Change, plan: Plan) -> None:
    match change.kind:
        case "create_product":
            await shop.create_product(product_id(plan), name=plan.name, tier=plan.tier)
        case "renew_product" if change.product is not None:
            await shop.renew_product(change.product, plan.name)
        case _:
            await shop.create_price(
                product_id(plan),
                amount=plan.price_monthly_cents,
                currency=plan.currency,
                lookup_key=plan.stripe_lookup_key or "",
                tier=plan.tier,
                replaces=change.replaces,
            )


def product_id(plan: Plan) -> str:
    """The id of a plan's product."""
    return f"contentforge_{plan.tier}"


def _sold(catalogue: PlanCatalogue) -> list[Plan]:
    return [plan for plan in catalogue.all() if plan.stripe_lookup_key is not None and plan.price_monthly_cents > 0]


async def _prices(shop: StripeShop, sold: Sequence[Plan]) -> dict[str, Price]:
    keys = [plan.stripe_lookup_key for plan in sold if plan.stripe_lookup_key is not None]
    return {price.lookup_key: price for price in await shop.prices(keys) if price.lookup_key is not None}


def _offers(sold: Sequence[Plan], prices: dict[str, Price]) -> list[Offer]:
    """As far as Stripe has a price for them."""
    found = (prices.get(plan.stripe_lookup_key or "") for plan in sold)
    return [Offer(price.product, price.id) for price in found if price is not None]


def _renewal(product: Product, plan: Plan) -> str:
    again = "" if product.active else f"sell the product {plan.name} again"
    renamed = "" if product.name == plan.name else f"rename the product {product.name} to {plan.name}"
    return " and ".join(part for part in (renamed, again) if part)


def _price_changes(plan: Plan, price: Price | None) -> list[Change]:
    wanted = _money(plan.price_monthly_cents, plan.currency)
    if price is None:
        return [Change("create_price", f"create the price of {plan.name}: {wanted} a month", plan)]
    if (price.amount, price.currency, price.interval) == (plan.price_monthly_cents, plan.currency, "month"):
        return []
    former = _money(price.amount or 0, price.currency)
    text = f"change the price of {plan.name} from {former} to {wanted} a month; subscribers go on paying {former}"
    return [Change("create_price", text, plan, replaces=price.id)]


def _money(amount: int, currency: str) -> str:
    number = f"{amount}" if currency in _WHOLE else f"{amount / 100:.2f}"
    return f"{number} {currency.upper()}"
