"""Give an organization a plan that nobody pays for, or take it back; what is paid counts again from then on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from contentforge_billing import overrides
from contentforge_billing.customers import repository as customers
from contentforge_billing.overrides import Override
from contentforge_billing.overrides import repository as stored
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingMode, BillingSettings
from contentforge_billing.standing import Standing
from contentforge_billing.subscriptions import repository
from contentforge_billing.subscriptions.settle import settle_plan
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import Conflict, Invalid, NotFound
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import organizations

_BATCH: Final = 200

log = structlog.get_logger(__name__)


class NotBilled(Conflict):
    """With billing off every organization has the default plan, whatever is recorded for it."""

    code = "billing_off"

    def __init__(self) -> None:
        super().__init__("Billing is off: every organization has the default plan.")


class NoOverride(NotFound):
    code = "no_override"

    def __init__(self) -> None:
        super().__init__("This organization has no plan override.")


@dataclass(frozen=True, slots=True)
class NewOverride:
    """What an operator decides: a tier on offer, why, and until when (None: until it is lifted)."""

    tier: str
    reason: str
    ends_at: datetime | None = None


class PlanOverrides:
    """Overrides of the plans that are on offer. `run` is a duty of the scheduler."""

    def __init__(self, uow: UnitOfWork, catalogue: PlanCatalogue, settings: BillingSettings) -> None:
        self._uow = uow
        self._catalogue = catalogue
        self._settings = settings

    async def put(self, session: WriteSession, tenant: TenantId, by: UserId, new: NewOverride) -> Override | None:
        """Have the organization in sight stand on `new.tier` from its next request on; the override that it replaces.

        Raises:
            NotBilled: 409.
            Invalid: no such plan is on offer, or the end has passed.
        """
        if self._settings.mode is BillingMode.OFF:
            raise NotBilled
        if self._catalogue.find(new.tier) is None:
            offered = ", ".join(plan.tier for plan in self._catalogue.all())
            raise Invalid(f"There is no such plan; there are {offered}", loc=("body", "plan"))
        await customers.lock(session, tenant)
        await organizations.lock_plan(session, tenant)
        former = await overrides.in_force(session, tenant)
        if not await stored.put(session, tenant, new.tier, new.reason, by, new.ends_at):
            raise Invalid("This time has passed", loc=("body", "ends_at"))
        await self._settle(session, tenant, self._catalogue.default.tier)
        return former

    async def lift(self, session: WriteSession, tenant: TenantId) -> Override:
        """End the override of the organization in sight, which was as is answered.

        Raises:
            NoOverride: 404.
        """
        await customers.lock(session, tenant)
        former = await overrides.in_force(session, tenant)
        if former is None:
            raise NoOverride
        await stored.remove(session, tenant)
        await self._give_back(session, tenant, former.in_place_of)
        return former

    async def run(self) -> None:
        """Bring organizations whose override has ended back to the plan that they pay for."""
        async with self._uow.system() as session:
            over = await stored.ended(session, _BATCH)
        for tenant in over:
            async with self._uow.write(tenant) as session:
                await customers.lock(session, tenant)
                word = await stored.remove_ended(session, tenant)
                if word is not None:
                    await self._give_back(session, tenant, word)
                    log.info("override_ended", organization=str(tenant))

    async def _give_back(self, session: WriteSession, tenant: TenantId, word: str) -> None:
        """What is paid decides again; where nothing was ever bought, what was given before, as a partner may have."""
        bought = await repository.every(session, tenant)
        await self._settle(session, tenant, self._catalogue.default.tier if bought else Standing.read(word).tier)

    async def _settle(self, session: WriteSession, tenant: TenantId, default: str) -> None:
        await settle_plan(session, tenant, grace_days=self._settings.grace_days, default=default)
