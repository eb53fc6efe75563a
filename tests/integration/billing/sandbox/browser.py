"""What a person types into the hosted pages."""

import stripe

from support.sandbox import Sandbox

CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "Ada Lovelace"}
DECLINED = CARD | {"number": "4000 0000 0000 0002"}
FAILS_LATER = CARD | {"number": "4000 0000 0000 0341"}

SUCCESS = "https://shop.example/done?session={CHECKOUT_SESSION_ID}"


async def open_checkout(
    api: stripe.StripeClient, price: str, customer: str | None = None, **more: object
) -> stripe.checkout.Session:
    body: dict[str, object] = {
        "mode": "subscription",
        "line_items": [{"price": price, "quantity": 1}],
        "success_url": SUCCESS,
        "cancel_url": "https://shop.example/plans",
        **({"customer": customer} if customer else {}),
        **more,
    }
    return await api.v1.checkout.sessions.create_async(body)  # type: ignore[arg-type]


async def subscribe(
    sandbox: Sandbox, price: str, customer: str | None = None, card: dict[str, str] | None = None, **more: object
) -> stripe.Subscription:
    """Go through the checkout page; the subscription that comes of it."""
    session = await open_checkout(sandbox.client, price, customer, **more)
    fields = dict(card or CARD) | ({} if customer else {"email": "ada@example.com"})
    status, went = await sandbox.submit(str(session.url), **fields)
    assert status == 303, went
    done = await sandbox.client.v1.checkout.sessions.retrieve_async(session.id)
    return await sandbox.client.v1.subscriptions.retrieve_async(str(done.subscription))
