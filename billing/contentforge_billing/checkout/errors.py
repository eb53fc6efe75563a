"""How checkout refuses."""

from contentforge_billing.plans import Plan
from contentforge_platform.errors import BadRequest, Conflict, Unavailable


class NothingToPay(BadRequest):
    """The plan costs nothing, so nobody can subscribe to it."""

    code = "nothing_to_pay"

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"The {plan.name} plan is free: there is nothing to check out.", plan=plan.tier)


class AlreadySubscribed(BadRequest):
    """There is a subscription, and there must be no second one beside it."""

    code = "already_subscribed"

    def __init__(self) -> None:
        super().__init__("There is a subscription already. Change or cancel it in the billing portal.")


class NotOnSale(Unavailable):
    """The plan has no price at Stripe yet."""

    code = "not_on_sale"

    def __init__(self, plan: str) -> None:
        super().__init__("This plan cannot be bought at the moment.", retry_after=60, plan=plan)


class CheckoutOver(Conflict):
    """Another checkout of the same organization has taken this one's place, or it was closed in another way."""

    code = "checkout_over"

    def __init__(self) -> None:
        super().__init__("This checkout is no longer open. Please begin another.")


class GaveWay(Exception):
    """Between two steps of opening a checkout, another has taken its place: to be looked for."""
