"""Making invoices, finalizing them, and having them paid. What that means for a subscription is decided there."""

from dataclasses import dataclass

from contentforge_billing.sandbox.customers import Customer, customer_document, save_customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.events import emit, emit_update
from contentforge_billing.sandbox.invoices.record import DRAFT_SECONDS, Invoice, Line
from contentforge_billing.sandbox.invoices.shape import invoice_document
from contentforge_billing.sandbox.moments import now
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.unit import Unit


@dataclass(frozen=True, slots=True)
class Bill:
    """What a subscription wants to be paid."""

    subscription: str
    subscription_metadata: dict[str, str]
    currency: str
    reason: str
    lines: list[Line]
    period_start: int
    period_end: int


async def draft(unit: Unit, customer: Customer, bill: Bill, *, advancing: bool = True) -> Invoice:
    """Make an invoice, which is finalized after an hour by itself, if it is `advancing`."""
    moment = await now(unit.store, customer.test_clock)
    invoice = Invoice(
        id=fresh_id(Invoice),
        created=moment,
        test_clock=customer.test_clock,
        customer=customer.id,
        subscription=bill.subscription,
        subscription_metadata=bill.subscription_metadata,
        currency=bill.currency,
        billing_reason=bill.reason,
        lines=bill.lines,
        period_start=bill.period_start,
        period_end=bill.period_end,
        auto_advance=advancing,
        finalizes_at=moment + DRAFT_SECONDS if advancing else None,
        customer_email=customer.email,
        customer_name=customer.name,
    )
    invoice.amount_due = max(invoice.total, 0)
    await unit.store.add(invoice)
    await emit(unit, "invoice.created", await invoice_document(unit.store, invoice), invoice.test_clock)
    return invoice


async def finalize(unit: Unit, invoice: Invoice) -> None:
    """Give an invoice its number, and settle it with the customer's balance, which pays or grows."""
    customer = await unit.store.get(Customer, invoice.customer)
    before = await customer_document(unit.store, customer)
    moment = await now(unit.store, invoice.test_clock)
    owed = invoice.total + customer.balance
    invoice.starting_balance = customer.balance
    invoice.amount_due = max(owed, 0)
    invoice.ending_balance = customer.balance = min(owed, 0)
    invoice.number = f"{customer.invoice_prefix}-{customer.next_invoice_sequence:04}"
    invoice.status, invoice.finalized_at, invoice.webhooks_delivered_at = "open", moment, moment
    invoice.finalizes_at = None
    customer.next_invoice_sequence += 1
    customer.currency = customer.currency or invoice.currency
    await save_customer(unit, before, customer)
    await unit.store.save(invoice)
    await emit(unit, "invoice.finalized", await invoice_document(unit.store, invoice), invoice.test_clock)


async def collect(unit: Unit, invoice: Invoice, *, works: bool, retry_after: int | None = None) -> bool:
    """Have an open invoice paid; whether it was. `works`: there is a card, and it takes charges.

    If it was not, the next attempt is `retry_after` seconds later (None: there is none).
    """
    moment = await now(unit.store, invoice.test_clock)
    charged = invoice.amount_remaining > 0
    if charged:
        invoice.attempt_count += 1
        invoice.attempted = True
    if charged and not works:
        invoice.next_payment_attempt = None if retry_after is None else moment + retry_after
        await unit.store.save(invoice)
        await emit(unit, "invoice.payment_failed", await invoice_document(unit.store, invoice), invoice.test_clock)
        return False
    invoice.status, invoice.paid_at, invoice.next_payment_attempt = "paid", moment, None
    invoice.amount_paid = invoice.amount_due
    invoice.attempted = True
    await unit.store.save(invoice)
    document = await invoice_document(unit.store, invoice)
    await emit(unit, "invoice.paid", document, invoice.test_clock)
    await emit(unit, "invoice.payment_succeeded", document, invoice.test_clock)
    return True


async def give_up(unit: Unit, invoice: Invoice) -> None:
    """Ask no more by itself; the invoice stays open, and may still be paid."""
    before = await invoice_document(unit.store, invoice)
    invoice.auto_advance, invoice.next_payment_attempt, invoice.finalizes_at = False, None, None
    await _saved(unit, invoice, before)


async def _saved(unit: Unit, invoice: Invoice, before: Document) -> None:
    await unit.store.save(invoice)
    await emit_update(unit, "invoice.updated", before, await invoice_document(unit.store, invoice), invoice.test_clock)
