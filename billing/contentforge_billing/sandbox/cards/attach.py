"""Giving a card to a customer."""

from datetime import UTC, datetime
from typing import Final

from contentforge_billing.sandbox.cards.numbers import TOKENS
from contentforge_billing.sandbox.cards.record import PaymentMethod, card_method, method_document
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.moments import real_now
from contentforge_billing.sandbox.unit import Unit

_TOKENS_EXPIRE_IN_YEARS: Final = 5


async def attach(unit: Unit, method: PaymentMethod, customer: str, test_clock: str | None) -> None:
    """Give a new or unattached method to a customer."""
    method.customer, method.test_clock = customer, test_clock
    if await unit.store.find(PaymentMethod, method.id) is None:
        await unit.store.add(method)
    else:
        await unit.store.save(method)
    await emit(unit, "payment_method.attached", await method_document(unit.store, method), test_clock)


async def named(unit: Unit, name: str, param: str) -> PaymentMethod:
    """The method of that id, or a new one for a token such as `pm_card_visa`.

    Raises:
        StripeProblem: there is none, or the token's card is refused.
    """
    number = TOKENS.get(name)
    if number is None:
        return await unit.store.get(PaymentMethod, name, param)
    created = real_now()
    year = datetime.fromtimestamp(created, UTC).year + _TOKENS_EXPIRE_IN_YEARS
    return card_method(number, 12, year, created, None)


def refuse_stranger(method: PaymentMethod, customer: str, param: str) -> None:
    """Hold a method that a request names to the customer that the request is about."""
    if method.customer not in {None, customer}:
        raise invalid(f"The customer does not have a payment method with the ID {method.id}.", param)
