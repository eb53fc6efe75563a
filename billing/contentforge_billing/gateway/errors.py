"""How a call of Stripe fails, as far as callers act on it."""

from contentforge_platform.errors import Unavailable


class StripeAway(Unavailable):
    """Stripe does not answer, or not in time, or is too busy; what was asked may have been done all the same.

    Attributes:
        kept: Stripe answered with a failure of its own, which it will repeat for the same idempotency key.
    """

    code = "payments_away"

    def __init__(self, *, kept: bool = False, retry_after: int = 5) -> None:
        super().__init__("The payment service does not answer. Please try again in a moment.", retry_after=retry_after)
        self.kept = kept


class StripeBusy(StripeAway):
    """The same request is being answered at this moment, by another call with its idempotency key."""

    code = "payments_busy"


class StripeRefused(Unavailable):
    """Stripe refuses what we ask: our key, our settings or our state do not fit. Nothing that a caller could mend.

    Attributes:
        reason: Stripe's code and the parameter that it complains about.
    """

    code = "payments_refused"

    def __init__(self, reason: str) -> None:
        super().__init__("Payments cannot be taken at the moment.", retry_after=60)
        self.reason = reason


class StripeMissing(StripeRefused):
    """There is no object of the id that we name."""


class CustomerGone(StripeMissing):
    """The customer for whom we ask was deleted at Stripe, or never was in this account."""
