"""What is owed, for what, and what has become of it."""

from contentforge_billing.sandbox.invoices.billing import Bill, collect, draft, finalize, give_up
from contentforge_billing.sandbox.invoices.record import Invoice, Line
from contentforge_billing.sandbox.invoices.shape import invoice_document

__all__ = ["Bill", "Invoice", "Line", "collect", "draft", "finalize", "give_up", "invoice_document"]
