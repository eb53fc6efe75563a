"""This month's use of many organizations at once, for operators."""

from collections.abc import Sequence

from contentforge_billing.metrics import Metric
from contentforge_billing.usage import repository
from contentforge_platform.database import SystemSession
from contentforge_platform.ids import TenantId

Taken = dict[Metric, int]
"""Units that are settled or held; a metric that is not there was not used."""


async def taken_by(session: SystemSession, tenants: Sequence[TenantId]) -> dict[TenantId, Taken]:
    """What each of these organizations has taken of the current month (UTC); who took nothing is not there."""
    taken: dict[TenantId, Taken] = {}
    for row in await repository.taken_by(session, tenants):
        taken.setdefault(TenantId(row["organization_id"]), {})[Metric(row["metric"])] = row["taken"]
    return taken
