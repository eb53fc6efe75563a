"""Subscriptions as Stripe shows them."""

from contentforge_billing.sandbox.documents import Document, listing
from contentforge_billing.sandbox.events import emit_update
from contentforge_billing.sandbox.prices import Price, plan_document, price_document
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.subscriptions.record import Item, Subscription
from contentforge_billing.sandbox.unit import Unit


async def subscription_document(store: Store, subscription: Subscription) -> Document:
    items = [await item_document(store, subscription, item) for item in subscription.items]
    return {
        **_constants(subscription),
        "billing_cycle_anchor": subscription.anchor,
        "cancel_at": subscription.period_end if subscription.cancel_at_period_end else subscription.cancel_at,
        "cancel_at_period_end": subscription.cancel_at_period_end,
        "canceled_at": subscription.canceled_at,
        "cancellation_details": {
            "comment": subscription.cancel_comment,
            "feedback": subscription.cancel_feedback,
            "reason": subscription.cancel_reason,
        },
        "created": subscription.created,
        "currency": subscription.currency,
        "customer": subscription.customer,
        "default_payment_method": subscription.default_payment_method,
        "description": subscription.description,
        "ended_at": subscription.ended_at,
        "id": subscription.id,
        "items": listing(f"/v1/subscription_items?subscription={subscription.id}", items, has_more=False),
        "latest_invoice": subscription.latest_invoice,
        "metadata": dict(subscription.metadata),
        "start_date": subscription.start_date,
        "status": subscription.status,
        "test_clock": subscription.test_clock,
        "trial_end": subscription.trial_end,
        "trial_settings": {"end_behavior": {"missing_payment_method": subscription.trial_without_card}},
        "trial_start": subscription.trial_start,
    }


def _constants(subscription: Subscription) -> Document:
    """What is the same for every subscription here: charged automatically, no tax, no discounts, no schedule."""
    nothing = (
        "application", "application_fee_percent", "billing_cycle_anchor_config", "billing_thresholds",
        "customer_account", "days_until_due", "default_source", "next_pending_invoice_item_invoice", "on_behalf_of",
        "pause_collection", "pending_invoice_item_interval", "pending_setup_intent", "pending_update", "schedule",
        "transfer_data",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing),
        "object": subscription.kind,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_mode": {"flexible": None, "type": "classic"},
        "billing_schedules": [],
        "collection_method": "charge_automatically",
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "livemode": False,
        "managed_payments": {"enabled": False},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
    }


async def item_document(store: Store, subscription: Subscription, item: Item) -> Document:
    price = await store.get(Price, item.price, "price")
    return {
        "id": item.id,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": item.created,
        "current_period_end": subscription.period_end,
        "current_period_start": subscription.period_start,
        "discounts": [],
        "metadata": dict(item.metadata),
        "plan": plan_document(price),
        "price": await price_document(store, price),
        "quantity": item.quantity,
        "subscription": subscription.id,
        "tax_rates": [],
    }


async def save(unit: Unit, before: Document, subscription: Subscription) -> Document:
    """Keep a change, and tell of it."""
    await unit.store.save(subscription)
    document = await subscription_document(unit.store, subscription)
    await emit_update(unit, "customer.subscription.updated", before, document, subscription.test_clock)
    return document
