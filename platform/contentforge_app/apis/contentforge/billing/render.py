"""Plan, subscription and what is left, in the native API's words."""

from contentforge_app.apis.contentforge.usage.render import metrics
from contentforge_billing.allowance import Allowance
from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.subscriptions import Subscription
from contentforge_billing.usage import UsageOverview

_SHOWN = (
    "id",
    "plan",
    "status",
    "current_period_start",
    "current_period_end",
    "cancel_at_period_end",
    "trial_start",
    "trial_end",
    "created_at",
    "updated_at",
)


def subscription(subscription: Subscription | None) -> dict[str, object] | None:
    """What is subscribed to; Stripe's own ids are nobody's business."""
    return None if subscription is None else {name: getattr(subscription, name) for name in _SHOWN}


def overview(plan: Plan, held: Subscription | None, month: UsageOverview) -> dict[str, object]:
    """All of billing at one glance."""
    generations, images = month.of(Metric.GENERATIONS), month.of(Metric.IMAGES)
    return {
        "current_plan": plan.tier,
        "plan": plan.tier,
        "plan_name": plan.name,
        "status": "active" if held is None else held.status,
        "subscription": subscription(held),
        "usage": {
            "generations_used": generations.used,
            "generations_limit": generations.limit,
            "images_used": images.used,
            "images_limit": images.limit,
            "metrics": metrics(month),
        },
        "period_start": month.period_start,
        "period_end": month.period_end,
        "billing_period_end": month.period_end,
        "api_calls_used": generations.used,
        "api_calls_limit": generations.limit,
    }


def allowance(allowed: Allowance) -> dict[str, object]:
    """What a client may do, and when what is used up comes back."""
    plan, month = allowed.plan, allowed.usage
    return {
        "plan": plan.tier,
        "plan_name": plan.name,
        "state": allowed.state.value,
        "grace_ends_at": allowed.grace_ends_at,
        "features": {feature.value: included for feature, included in allowed.features.items()},
        "limits": [
            {
                "name": metric.name.value,
                "label": metric.label,
                "used": metric.used,
                "limit": metric.limit,
                "remaining": metric.remaining,
                "resets_at": month.period_end,
            }
            for metric in month.metrics
        ],
        "generations_per_minute": plan.generations_per_minute,
    }
