"""What a subscription's invoices say: a line for each item's period, and two for each change within one."""

from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.invoices import Line
from contentforge_billing.sandbox.prices import Price, Product, money
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.subscriptions.record import Item, Subscription


async def period_lines(store: Store, subscription: Subscription) -> list[Line]:
    """The items for the current period; in a trial they cost nothing."""
    return [await _period_line(store, subscription, item) for item in subscription.items]


async def _period_line(store: Store, subscription: Subscription, item: Item) -> Line:
    price = await store.get(Price, item.price, "price")
    product = await store.get(Product, price.product, "product")
    each = 0 if subscription.is_trialing else price.unit_amount
    about = f"{money(price.unit_amount, price.currency)} / {price.interval}"
    described = f"{item.quantity} x {product.name} (at {about})"
    return _line(
        price,
        item,
        amount=each * item.quantity,
        described=f"Trial period for {product.name}" if subscription.is_trialing else described,
        period=(subscription.period_start, subscription.period_end),
    )


async def proration_lines(
    store: Store, subscription: Subscription, before: Item, after: Item | None, moment: int
) -> list[Line]:
    """Credit for the unused time of `before`, and the remaining time of `after`, from `moment` to the period's end."""
    period = (moment, subscription.period_end)
    length = max(subscription.period_end - subscription.period_start, 1)
    share = min(max((subscription.period_end - moment) / length, 0.0), 1.0)
    lines = [await _prorated(store, before, -share, "Unused time on", period)]
    if after is not None:
        lines.append(await _prorated(store, after, share, "Remaining time on", period))
    return lines


async def _prorated(store: Store, item: Item, share: float, words: str, period: tuple[int, int]) -> Line:
    price = await store.get(Price, item.price, "price")
    product = await store.get(Product, price.product, "product")
    amount = round(price.unit_amount * item.quantity * share)
    return _line(price, item, amount=amount, described=f"{words} {product.name}", period=period, proration=True)


def _line(
    price: Price, item: Item, *, amount: int, described: str, period: tuple[int, int], proration: bool = False
) -> Line:
    return Line(
        id=new_id("il"),
        amount=amount,
        description=described,
        price=price.id,
        product=price.product,
        unit_amount=price.unit_amount,
        quantity=item.quantity,
        start=period[0],
        end=period[1],
        subscription_item=item.id,
        proration=proration,
    )
