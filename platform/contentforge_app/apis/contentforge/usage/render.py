"""Usage in the native API's words."""

from contentforge_billing.usage import UsageOverview


def metrics(overview: UsageOverview) -> list[dict[str, object]]:
    """Every metric with its figures."""
    return [
        {"name": metric.name.value, "label": metric.label, "used": metric.used, "limit": metric.limit}
        for metric in overview.metrics
    ]
