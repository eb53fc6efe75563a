"""Checkout sessions as Stripe shows them."""

from contentforge_billing.sandbox.checkout.record import Session
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.documents import Document, listing
from contentforge_billing.sandbox.prices import Price, Product, price_document
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.unit import Unit


async def session_document(store: Store, session: Session) -> Document:
    return {
        **_constants(),
        "id": session.id,
        "object": session.kind,
        "amount_subtotal": session.amount_first,
        "amount_total": session.amount_first,
        "cancel_url": session.cancel_url,
        "client_reference_id": session.client_reference_id,
        "created": session.created,
        "currency": session.currency,
        "customer": session.customer,
        "customer_creation": None if session.customer else "always",
        "customer_details": await _details(store, session),
        "customer_email": session.customer_email,
        "expires_at": session.expires_at,
        "invoice": session.invoice,
        "locale": session.locale,
        "metadata": dict(session.metadata),
        "mode": "subscription",
        "payment_method_collection": "always" if session.card_always else "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": session.payment_status,
        "status": session.status,
        "subscription": session.subscription,
        "success_url": session.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted",
        "url": session.url if session.status == "open" else None,
    }


async def line_items_document(unit: Unit, session_id: str) -> Document:
    """What is bought: told only when asked for."""
    session = await unit.store.get(Session, session_id)
    items: list[Document] = []
    for item in session.line_items:
        price = await unit.store.get(Price, item.price)
        amount = price.unit_amount * item.quantity if session.amount_first else 0
        items.append(
            {
                "id": item.id,
                "object": "item",
                "adjustable_quantity": None,
                "amount_discount": 0,
                "amount_subtotal": amount,
                "amount_tax": 0,
                "amount_total": amount,
                "currency": price.currency,
                "description": (await unit.store.get(Product, price.product)).name,
                "metadata": {},
                "price": await price_document(unit.store, price),
                "quantity": item.quantity,
            }
        )
    return listing(f"/v1/checkout/sessions/{session.id}/line_items", items, has_more=False)


async def _details(store: Store, session: Session) -> Document | None:
    customer = await store.find(Customer, session.customer) if session.customer else None
    email = customer.email if customer else session.customer_email
    if customer is None and email is None:
        return None
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": customer.name if customer and session.status == "complete" else None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _constants() -> Document:
    """What is the same for every session here: one currency, no tax, shipping, promotions, consents or links."""
    nothing = (
        "after_expiration", "allow_promotion_codes", "billing_address_collection", "client_secret", "consent",
        "collected_information", "consent_collection", "currency_conversion", "customer_account",
        "integration_identifier", "invoice_creation", "origin_context", "payment_intent", "payment_link",
        "payment_method_configuration_details", "permissions", "recovered_from", "saved_payment_method_options",
        "setup_intent", "shipping_address_collection", "shipping_cost", "submit_type",
    )  # fmt: skip
    custom_text = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {
        **dict.fromkeys(nothing),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": dict.fromkeys(custom_text),
        "discounts": [],
        "livemode": False,
        "managed_payments": {"enabled": False},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "wallet_options": {},
    }
