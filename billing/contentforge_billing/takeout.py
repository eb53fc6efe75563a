"""What organizations take along of their use and of what they paid for."""

from typing import Final

from contentforge_platform.takeout import Collection

COLLECTIONS: Final = (
    Collection(
        "usage_months",
        "usage_period",
        ("metric", "period_start", "used", "held"),
        key=("metric", "period_start"),
    ),
    Collection(
        "usage",
        "usage_entry",
        ("item", "metric", "units", "state", "period_start", "user_id", "created_at", "settled_at", "origin_id"),
        key=("item", "metric"),
    ),
    Collection(
        "usage_alerts",
        "usage_alert",
        ("id", "metric", "period_start", "threshold", "used", "most", "raised_at"),
        key=("metric", "period_start", "threshold"),
    ),
    Collection(
        "billing_customer",
        "billing_customer",
        ("email", "name", "stripe_id", "trial_used_at", "created_at"),
        key=("organization_id",),
    ),
    Collection(
        "subscriptions",
        "subscription",
        (
            *("id", "stripe_id", "status", "plan", "started_at", "current_period_start", "current_period_end"),
            *("cancel_at_period_end", "trial_start", "trial_end", "ended_at", "created_at"),
        ),
    ),
    Collection("checkouts", "checkout_session", ("id", "plan", "state", "created_at", "expires_at")),
)
