"""What a portal page is about: the customer, the subscription that counts, and what may be done with it."""

from dataclasses import dataclass

from contentforge_billing.sandbox.cards import PaymentMethod
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.invoices import Invoice
from contentforge_billing.sandbox.moments import now, real_now
from contentforge_billing.sandbox.portal.record import SESSION_SECONDS, Configuration, Features, PortalSession
from contentforge_billing.sandbox.prices import Price, Product
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.subscriptions import Subscription, paying, proration_lines
from contentforge_billing.sandbox.unit import Unit

_INVOICES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A price that may be changed to; `due` is what the change costs within this period (below zero: credit)."""

    price: Price
    product: Product
    is_current: bool
    due: int


@dataclass(frozen=True, slots=True)
class View:
    session: PortalSession
    features: Features
    headline: str | None
    customer: Customer
    subscription: Subscription | None
    price: Price | None
    product: Product | None
    method: PaymentMethod | None
    offers: list[Offer]
    invoices: list[Invoice]
    moment: int


async def find_session(store: Store, secret: str) -> PortalSession | None:
    found = await store.all(PortalSession, secret=secret)
    return found[0] if found else None


async def is_over(store: Store, session: PortalSession) -> bool:
    """Whether a link is too old, or its customer was deleted."""
    expired = real_now() > session.created + SESSION_SECONDS
    return expired or await store.find(Customer, session.customer) is None


async def view_of(unit: Unit, session: PortalSession) -> View:
    store = unit.store
    configuration = await store.get(Configuration, session.configuration)
    customer = await store.get(Customer, session.customer)
    moment = await now(store, customer.test_clock)
    subscription = await _subscription(store, session)
    price = await store.get(Price, subscription.items[0].price) if subscription else None
    offers = await _offers(store, configuration.features, subscription, moment)
    return View(
        session=session,
        features=configuration.features,
        headline=configuration.headline,
        customer=customer,
        subscription=subscription,
        price=price,
        product=await store.get(Product, price.product) if price else None,
        method=await _method(unit, customer, subscription),
        offers=offers,
        invoices=[one for one in await store.all(Invoice, customer=customer.id) if one.number][:_INVOICES_SHOWN],
        moment=moment,
    )


async def _subscription(store: Store, session: PortalSession) -> Subscription | None:
    """The one that the link is about, else the newest that has not ended."""
    if session.flow_subscription is not None:
        return await store.find(Subscription, session.flow_subscription)
    living = [one for one in await store.all(Subscription, customer=session.customer) if not one.has_ended]
    return living[0] if living else None


async def _method(unit: Unit, customer: Customer, subscription: Subscription | None) -> PaymentMethod | None:
    if subscription is not None:
        return await paying(unit, subscription)
    name = customer.default_payment_method
    return await unit.store.find(PaymentMethod, name) if name else None


async def _offers(store: Store, features: Features, subscription: Subscription | None, moment: int) -> list[Offer]:
    """Active recurring prices in the subscription's currency, the cheapest first."""
    if subscription is None or not features.subscription_update:
        return []
    item = subscription.items[0]
    offers = []
    for price in await store.all(Price, active=True, currency=subscription.currency):
        is_current = price.id == item.price
        allowed = not features.products or price.id in features.products.get(price.product, [])
        product = await store.get(Product, price.product)
        if price.interval is None or not (is_current or (allowed and product.active)):
            continue
        after = item.model_copy(update={"price": price.id})
        lines = (
            []
            if is_current or subscription.is_trialing
            else await proration_lines(store, subscription, item, after, moment)
        )
        offers.append(Offer(price, product, is_current, sum(line.amount for line in lines)))
    return sorted(offers, key=lambda offer: offer.price.unit_amount)
