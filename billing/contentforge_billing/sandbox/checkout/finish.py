"""The two ends of a session: somebody pays, or nobody does in time."""

from contentforge_billing.sandbox.cards import CardEntry, PaymentMethod, attach, card_method
from contentforge_billing.sandbox.checkout.record import Session
from contentforge_billing.sandbox.checkout.shape import session_document
from contentforge_billing.sandbox.customers import Customer, customer_document, new_customer, save_customer
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.moments import now
from contentforge_billing.sandbox.prices import Price
from contentforge_billing.sandbox.subscriptions import Wish, start
from contentforge_billing.sandbox.unit import Unit


async def complete(unit: Unit, session: Session, email: str | None, card: CardEntry | None) -> None:
    """Subscribe the customer. `card` may be None only if the session needs none.

    Raises:
        StripeProblem: the session is not open, or the card is refused (402); then nothing has changed.
    """
    if session.status != "open":
        raise invalid(f"This checkout session is {session.status}.")
    moment = await now(unit.store, session.test_clock)
    method = card_method(card.number, card.exp_month, card.exp_year, moment, session.test_clock) if card else None
    customer = await _customer(unit, session, email)
    if method is not None and card is not None:
        await _give(unit, customer, method, card)
    subscription, invoice = await start(unit, customer, await _wish(unit, session), method)
    session.status = "complete"
    session.payment_status = "paid" if session.amount_first else "no_payment_required"
    session.customer, session.subscription, session.invoice = customer.id, subscription.id, invoice.id
    await unit.store.save(session)
    document = await session_document(unit.store, session)
    await emit(unit, "checkout.session.completed", document, session.test_clock)


async def expire(unit: Unit, session_id: str) -> None:
    """End an open session without payment."""
    session = await unit.store.get(Session, session_id)
    session.status = "expired"
    await unit.store.save(session)
    await emit(unit, "checkout.session.expired", await session_document(unit.store, session), session.test_clock)


async def _customer(unit: Unit, session: Session, email: str | None) -> Customer:
    if session.customer is not None:
        return await unit.store.get(Customer, session.customer, "customer")
    customer = new_customer(await now(unit.store, None), None)
    customer.email = session.customer_email or email
    await unit.store.add(customer)
    await emit(unit, "customer.created", await customer_document(unit.store, customer))
    return customer


async def _give(unit: Unit, customer: Customer, method: PaymentMethod, card: CardEntry) -> None:
    method.name, method.email = card.name, customer.email
    await attach(unit, method, customer.id, customer.test_clock)
    if customer.name is None:
        before = await customer_document(unit.store, customer)
        customer.name = card.name
        await save_customer(unit, before, customer)


async def _wish(unit: Unit, session: Session) -> Wish:
    return Wish(
        prices=[(await unit.store.get(Price, item.price), item.quantity) for item in session.line_items],
        trial_days=session.trial_period_days,
        trial_end=session.trial_end,
        metadata=session.subscription_metadata,
        description=session.subscription_description,
        trial_without_card=session.trial_without_card,
    )
