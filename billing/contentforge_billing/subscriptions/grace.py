"""End graces that have run out: the one change of a subscription that nobody tells us of."""

from typing import Final

import structlog

from contentforge_billing.customers import repository as customers
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingSettings
from contentforge_billing.subscriptions import repository
from contentforge_billing.subscriptions.settle import overdue_row, settle_plan, tell
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId

_BATCH: Final = 200

log = structlog.get_logger(__name__)


class GraceKeeper:
    """A duty of the scheduler; it needs no Stripe."""

    def __init__(self, uow: UnitOfWork, catalogue: PlanCatalogue, settings: BillingSettings) -> None:
        self._uow = uow
        self._default = catalogue.default.tier
        self._grace_days = settings.grace_days

    async def run(self) -> None:
        """Make read-only what is overdue for longer than grace lasts."""
        async with self._uow.system() as session:
            late = await repository.past_grace(session, self._grace_days, _BATCH)
        for tenant in late:
            await self._end(tenant)

    async def _end(self, tenant: TenantId) -> None:
        async with self._uow.write(tenant) as session:
            await customers.lock(session, tenant)
            changed = await settle_plan(session, tenant, grace_days=self._grace_days, default=self._default)
            row = await overdue_row(session, tenant)
            if changed is not None and row is not None:
                await tell(session, tenant, row)
        if changed is not None:
            log.info("grace_ended", organization=str(tenant), standing=changed.word)
