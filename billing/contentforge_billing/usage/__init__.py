"""The usage ledger: reserve before work starts, then settle or release."""

from contentforge_billing.usage.audit import Disagreement, disagreements, ledger_agrees
from contentforge_billing.usage.errors import FamilyLimitReached, LimitReached, PaymentOverdue
from contentforge_billing.usage.months import taken_by
from contentforge_billing.usage.overview import MetricUsage, UsageOverview, usage_overview
from contentforge_billing.usage.quota import Quota
from contentforge_billing.usage.repository import Cause
from contentforge_billing.usage.reservations import Reservations, reservations
from contentforge_billing.usage.reserve import refusal, reserve, reserve_many, reserve_up_to
from contentforge_billing.usage.settle import release, settle

__all__ = [
    "Cause",
    "Disagreement",
    "FamilyLimitReached",
    "LimitReached",
    "MetricUsage",
    "PaymentOverdue",
    "Quota",
    "Reservations",
    "UsageOverview",
    "disagreements",
    "ledger_agrees",
    "refusal",
    "release",
    "reservations",
    "reserve",
    "reserve_many",
    "reserve_up_to",
    "settle",
    "taken_by",
    "usage_overview",
]
