"""Invoices as Stripe shows them."""

from contentforge_billing.sandbox.documents import Document, listing
from contentforge_billing.sandbox.invoices.record import Invoice, Line
from contentforge_billing.sandbox.storage import Store


async def invoice_document(_: Store, invoice: Invoice) -> Document:
    return {
        **_constants(invoice),
        **_amounts(invoice),
        "attempt_count": invoice.attempt_count,
        "attempted": invoice.attempted,
        "auto_advance": invoice.auto_advance and invoice.status in {"draft", "open"},
        "automatically_finalizes_at": invoice.finalizes_at if invoice.status == "draft" else None,
        "billing_reason": invoice.billing_reason,
        "created": invoice.created,
        "currency": invoice.currency,
        "customer": invoice.customer,
        "customer_email": invoice.customer_email,
        "customer_name": invoice.customer_name,
        "effective_at": invoice.finalized_at,
        "ending_balance": invoice.ending_balance,
        "id": invoice.id,
        "lines": listing(
            f"/v1/invoices/{invoice.id}/lines", [_line(invoice, line) for line in invoice.lines], has_more=False
        ),
        "metadata": dict(invoice.metadata),
        "next_payment_attempt": invoice.next_payment_attempt,
        "number": invoice.number,
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(invoice.subscription_metadata),
                "subscription": invoice.subscription,
            },
            "type": "subscription_details",
        },
        "period_end": invoice.period_end,
        "period_start": invoice.period_start,
        "starting_balance": invoice.starting_balance,
        "status": invoice.status,
        "status_transitions": {
            "finalized_at": invoice.finalized_at,
            "marked_uncollectible_at": invoice.marked_uncollectible_at,
            "paid_at": invoice.paid_at,
            "voided_at": invoice.voided_at,
        },
        "test_clock": invoice.test_clock,
        "webhooks_delivered_at": invoice.webhooks_delivered_at,
    }


def _amounts(invoice: Invoice) -> Document:
    return {
        "amount_due": invoice.amount_due,
        "amount_overpaid": 0,
        "amount_paid": invoice.amount_paid,
        "amount_remaining": invoice.amount_remaining,
        "amount_shipping": 0,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "subtotal": invoice.total,
        "subtotal_excluding_tax": invoice.total,
        "total": invoice.total,
        "total_discount_amounts": [],
        "total_excluding_tax": invoice.total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def _constants(invoice: Invoice) -> Document:
    """What is the same for every invoice here: no tax, no shipping, no discounts, one account."""
    nothing = (
        "account_name", "account_tax_ids", "application", "custom_fields", "customer_account", "customer_address",
        "customer_phone", "customer_shipping", "default_payment_method", "default_source", "description", "due_date",
        "footer", "from_invoice", "hosted_invoice_url", "invoice_pdf", "last_finalization_error", "latest_revision",
        "on_behalf_of", "receipt_number", "shipping_cost", "shipping_details", "statement_descriptor", "subscription",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing),
        "object": invoice.kind,
        "account_country": "US",
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "collection_method": "charge_automatically",
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "livemode": False,
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "rendering": None,
    }


def _line(invoice: Invoice, line: Line) -> Document:
    return {
        "id": line.id,
        "object": "line_item",
        "amount": line.amount,
        "currency": invoice.currency,
        "description": line.description,
        "discount_amounts": [],
        "discountable": not line.proration,
        "discounts": [],
        "invoice": invoice.id,
        "livemode": False,
        "metadata": dict(invoice.subscription_metadata),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": line.proration,
                "proration_details": {"credited_items": None},
                "subscription": invoice.subscription,
                "subscription_item": line.subscription_item,
            },
            "type": "subscription_item_details",
        },
        "period": {"end": line.end, "start": line.start},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": line.price, "product": line.product},
            "type": "price_details",
            "unit_amount_decimal": str(line.unit_amount),
        },
        "quantity": line.quantity,
        "quantity_decimal": str(line.quantity),
        "subscription": invoice.subscription,
        "subtotal": line.amount,
        "taxes": [],
    }
