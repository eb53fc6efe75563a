"""Why an account is not provisioned, and what one that was may not do."""

from contentforge_billing.plans import Plan
from contentforge_platform.errors import Forbidden


class PlanAboveOwn(Forbidden):
    """A partner gives at most what it has."""

    code = "plan_above_own"

    def __init__(self, wanted: Plan, own: Plan) -> None:
        super().__init__(
            f"You cannot give the {wanted.name} plan: your own plan is {own.name}.", plan=wanted.tier, own=own.tier
        )


class TooManyToday(Forbidden):
    """The plan's accounts for today are made."""

    code = "provisioning_limit_reached"

    def __init__(self, plan: Plan) -> None:
        limit = plan.provisioned_per_day
        super().__init__(
            f"Daily limit of {limit} new accounts on the {plan.name} plan reached. It starts anew at midnight (UTC).",
            limit=limit,
        )


class NoGrandchildren(Forbidden):
    """An organization that was provisioned does not provision others."""

    code = "no_grandchildren"

    def __init__(self) -> None:
        super().__init__("This account belongs to a partner and cannot make accounts for others.")


class ManagedByPartner(Forbidden):
    """The plan follows from the partner's; there is nothing to buy."""

    code = "managed_by_partner"

    def __init__(self) -> None:
        super().__init__("The plan of this account is managed by the partner that it belongs to.")
