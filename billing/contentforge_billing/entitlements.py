"""The one place where every limit and feature of a plan is asked, by every API, for keys and tokens alike."""

import structlog

from contentforge_billing.plans import ChildPlan, Feature, PausedPlan, Plan, PlanCatalogue
from contentforge_billing.settings import BillingMode, BillingSettings
from contentforge_billing.standing import BELOW, Standing
from contentforge_platform.errors import Forbidden

_log = structlog.get_logger(__name__)


class PlanForbids(Forbidden):
    """The organization's plan does not include a feature."""

    code = "plan_forbids"

    def __init__(self, plan: Plan, feature: Feature) -> None:
        super().__init__(
            f"The {plan.name} plan does not include {feature.label}.", plan=plan.tier, feature=feature.value
        )


class Entitlements:
    """What organizations may do, from the tier recorded for each; nothing is remembered between two questions."""

    def __init__(self, catalogue: PlanCatalogue, settings: BillingSettings) -> None:
        self._catalogue = catalogue
        self._billed = settings.mode is not BillingMode.OFF
        self._told: set[str] = set()

    def plan_of(self, recorded: str) -> Plan:
        """The plan that holds for an organization for which `recorded` is on record.

        With billing off it is the default plan, whatever is recorded. A tier that is no longer on offer also gives the
        default plan, which is told in the log once. While payment is overdue beyond grace it is a `PausedPlan`.
        Below a partner, whose word then follows after a `<`, it is a `ChildPlan`: the lesser of the two.
        """
        own, _, above = recorded.partition(BELOW)
        plan = self._resolved(own)
        if not above:
            return plan
        partner = self._resolved(above)
        return ChildPlan.of(partner if self._catalogue.exceeds(plan, partner) else plan, partner)

    def _resolved(self, recorded: str) -> Plan:
        if not self._billed:
            return self._catalogue.default
        standing = Standing.read(recorded)
        plan = self._catalogue.find(standing.tier)
        if plan is not None:
            return PausedPlan.of(plan) if standing.paused else plan
        if recorded not in self._told:
            self._told.add(recorded)
            _log.warning("plan_not_on_offer", recorded=recorded, used=self._catalogue.default.tier)
        return self._catalogue.default

    def require_feature(self, plan: Plan, feature: Feature) -> None:
        """Go on only if `plan` includes `feature`.

        Raises:
            PlanForbids: it does not (403).
        """
        if not plan.includes(feature):
            raise PlanForbids(plan, feature)
