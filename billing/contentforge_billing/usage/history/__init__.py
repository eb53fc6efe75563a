"""What was used when, and by whom, out of the ledger."""

from contentforge_billing.usage.history.causes import Origin, Share, shares
from contentforge_billing.usage.history.days import Day, Span, by_day, check_span, this_month
from contentforge_billing.usage.history.ledger import BATCH, LedgerEntry, Place, entries

__all__ = [
    "BATCH",
    "Day",
    "LedgerEntry",
    "Origin",
    "Place",
    "Share",
    "Span",
    "by_day",
    "check_span",
    "entries",
    "shares",
    "this_month",
]
