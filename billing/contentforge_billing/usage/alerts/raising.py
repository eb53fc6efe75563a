"""A duty of the scheduler: find who has reached a threshold, and tell them by mail and event.

It looks at counters beside the way of requests, so that no order pays for it. Several schedulers may do it at once: the
row of an alert decides who tells. Of several thresholds reached at once only the highest is told, all are noted.
"""

from collections.abc import Sequence
from typing import Final

import asyncpg
import structlog

from contentforge_billing.entitlements import Entitlements
from contentforge_billing.mails import USAGE_ALERT
from contentforge_billing.metrics import Metric
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.standing import BELOW, Standing
from contentforge_billing.usage.alerts import repository
from contentforge_platform import events, mail
from contentforge_platform.database import UnitOfWork
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId, new_id
from contentforge_tenants import accounts, organizations

THRESHOLDS: Final = (50, 80, 100)
EVENT_KIND: Final = "usage_alert"
_BATCH: Final = 200

log = structlog.get_logger(__name__)


class AlertKeeper:
    """Tells organizations how far they are, for all plans on offer."""

    def __init__(self, uow: UnitOfWork, catalogue: PlanCatalogue, entitlements: Entitlements) -> None:
        self._uow = uow
        self._plans = _limits(catalogue, entitlements)
        default = entitlements.plan_of(catalogue.default.tier)
        self._standard = [metric.value for metric in Metric], [default.limit(metric) for metric in Metric]

    async def run(self) -> None:
        """Raise what has become due, a batch of organizations at a time."""
        async with self._uow.system() as session:
            due = await repository.reached(session, self._plans, self._standard, THRESHOLDS, _BATCH)
        for row in due:
            await self._raise(row)

    async def _raise(self, row: asyncpg.Record) -> None:
        tenant, metric = TenantId(row["organization_id"]), Metric(row["metric"])
        steps = row["thresholds"], [new_id() for _ in row["thresholds"]]
        figures = row["taken"], row["most"]
        async with self._uow.write(tenant) as session:
            fresh = await repository.insert(session, tenant, (metric.value, row["period_start"]), steps, figures)
            if not fresh:
                return
            highest = max(fresh)
            organization = await organizations.get(session, tenant)
            if organization.owner_id is not None:
                owner = await accounts.profile(session, organization.owner_id)
                await mail.send(session, tenant, USAGE_ALERT, owner.email, _told(metric, highest, figures))
            data = {"metric": metric.value, "threshold": highest, "used": figures[0], "limit": figures[1]}
            await events.record(session, LiveEvent(tenant, None, EVENT_KIND, fresh[highest], 1, "raised", data))
        log.info("usage_alert_raised", organization=str(tenant), metric=metric.value, threshold=highest)


def _told(metric: Metric, threshold: int, figures: tuple[int, int]) -> dict[str, str]:
    used, most = figures
    return {"metric": metric.label.lower(), "threshold": str(threshold), "used": str(used), "limit": str(most)}


def _limits(catalogue: PlanCatalogue, entitlements: Entitlements) -> tuple[Sequence[str], Sequence[str], Sequence[int]]:
    """The limits of every word that may be recorded for an organization, alone or below a partner."""
    own = [Standing(plan.tier, paused).word for plan in catalogue.all() for paused in (False, True)]
    words = [*own, *(f"{word}{BELOW}{above}" for word in own for above in own)]
    rows = [(word, metric, entitlements.plan_of(word).limit(metric)) for word in words for metric in Metric]
    return [row[0] for row in rows], [row[1].value for row in rows], [row[2] for row in rows]
