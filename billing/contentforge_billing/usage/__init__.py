"""The usage ledger: reserve before work starts, then settle or release."""

from contentforge_billing.usage.audit import Disagreement, disagreements, ledger_agrees
from contentforge_billing.usage.errors import LimitReached, PaymentOverdue
from contentforge_billing.usage.overview import MetricUsage, UsageOverview, usage_overview
from contentforge_billing.usage.repository import Cause
from contentforge_billing.usage.reserve import refusal, reserve, reserve_many, reserve_up_to
from contentforge_billing.usage.settle import release, settle

__all__ = [
    "Cause",
    "Disagreement",
    "LimitReached",
    "MetricUsage",
    "PaymentOverdue",
    "UsageOverview",
    "disagreements",
    "ledger_agrees",
    "refusal",
    "release",
    "reserve",
    "reserve_many",
    "reserve_up_to",
    "settle",
    "usage_overview",
]
