"""Beginning a subscription: the first period or trial, and the first invoice, paid at once."""

from dataclasses import dataclass, field

from contentforge_billing.sandbox.cards import PaymentMethod
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.invoices import Bill, Invoice, collect, draft, finalize
from contentforge_billing.sandbox.moments import DAY, now, period_end
from contentforge_billing.sandbox.prices import Price
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.subscriptions.lines import period_lines
from contentforge_billing.sandbox.subscriptions.record import NOTICE_SECONDS, Item, Subscription
from contentforge_billing.sandbox.subscriptions.shape import subscription_document
from contentforge_billing.sandbox.unit import Unit


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be subscribed to: prices with quantities, at least one, all with one interval and currency."""

    prices: list[tuple[Price, int]]
    trial_days: int | None = None
    trial_end: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    description: str | None = None
    trial_without_card: str = "create_invoice"


async def start(
    unit: Unit, customer: Customer, wish: Wish, method: PaymentMethod | None
) -> tuple[Subscription, Invoice]:
    """Begin; what is owed at once is paid with `method`.

    Raises:
        StripeProblem: there is something to pay and no card, or the prices do not go together.
    """
    subscription = _opening(customer, wish, await now(unit.store, customer.test_clock))
    subscription.default_payment_method = method.id if method else None
    lines = await period_lines(unit.store, subscription)
    owed = sum(line.amount for line in lines)
    if owed > 0 and method is None:
        raise invalid(
            "This customer has no attached payment source or default payment method.", code="resource_missing"
        )
    await unit.store.add(subscription)
    bill = Bill(
        subscription=subscription.id,
        subscription_metadata=subscription.metadata,
        currency=subscription.currency,
        reason="subscription_create",
        lines=lines,
        period_start=subscription.created,
        period_end=subscription.created,
    )
    invoice = await _first_invoice(unit, customer, bill, subscription)
    if subscription.is_trialing and subscription.trial_announced:
        document = await subscription_document(unit.store, subscription)
        await emit(unit, "customer.subscription.trial_will_end", document, subscription.test_clock)
    return subscription, invoice


async def _first_invoice(unit: Unit, customer: Customer, bill: Bill, subscription: Subscription) -> Invoice:
    invoice = await draft(unit, customer, bill)
    subscription.latest_invoice = invoice.id
    await unit.store.save(subscription)
    document = await subscription_document(unit.store, subscription)
    await emit(unit, "customer.subscription.created", document, subscription.test_clock)
    await finalize(unit, invoice)
    # A card that fails later was taken, and pays this once: it is the first renewal that shows it.
    await collect(unit, invoice, works=True)
    return invoice


def _opening(customer: Customer, wish: Wish, moment: int) -> Subscription:
    price = wish.prices[0][0]
    for other, _ in wish.prices:
        if other.interval is None:
            raise invalid(
                "The price specified is set to `type=one_time`, but this field only accepts recurring prices."
            )
        if (other.interval, other.interval_count, other.currency) != (
            price.interval,
            price.interval_count,
            price.currency,
        ):
            raise invalid("All prices on a subscription must have the same currency and interval.")
    trial_end = wish.trial_end or (moment + wish.trial_days * DAY if wish.trial_days else None)
    anchor = trial_end or moment
    return Subscription(
        id=fresh_id(Subscription),
        created=moment,
        test_clock=customer.test_clock,
        metadata=wish.metadata,
        customer=customer.id,
        status="trialing" if trial_end else "active",
        currency=price.currency,
        items=[Item(id=new_id("si", 14), price=one.id, quantity=count, created=moment) for one, count in wish.prices],
        anchor=anchor,
        period_start=moment,
        period_end=trial_end or period_end(moment, moment, price.interval or "month", price.interval_count),
        start_date=moment,
        trial_start=moment if trial_end else None,
        trial_end=trial_end,
        trial_announced=bool(trial_end and trial_end - moment <= NOTICE_SECONDS),
        trial_without_card=wish.trial_without_card,
        description=wish.description,
    )
