"""A customer's subscription: what it holds now, and what will happen to it next."""

from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from contentforge_billing.sandbox.invoices import Line
from contentforge_billing.sandbox.moments import DAY
from contentforge_billing.sandbox.storage import Described

NOTICE_SECONDS: Final = 3 * DAY
"""How long before a trial's end it is announced, as at Stripe."""

ENDED: Final = frozenset({"canceled", "incomplete_expired"})


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    price: str
    quantity: int = 1
    created: int
    metadata: dict[str, str] = Field(default_factory=dict)


class Subscription(Described):
    """`prorations` wait for the next invoice. `anchor` is the moment from which periods are counted."""

    kind: ClassVar[str] = "subscription"
    prefix: ClassVar[str] = "sub"

    customer: str
    status: str
    currency: str
    items: list[Item]
    anchor: int
    period_start: int
    period_end: int
    start_date: int
    trial_start: int | None = None
    trial_end: int | None = None
    trial_announced: bool = False
    trial_without_card: str = "create_invoice"
    cancel_at_period_end: bool = False
    cancel_at: int | None = None
    canceled_at: int | None = None
    ended_at: int | None = None
    cancel_reason: str | None = None
    cancel_comment: str | None = None
    cancel_feedback: str | None = None
    default_payment_method: str | None = None
    latest_invoice: str | None = None
    description: str | None = None
    prorations: list[Line] = Field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_trialing(self) -> bool:
        return self.status == "trialing"

    @override
    def due(self) -> int | None:
        if self.has_ended:
            return None
        moments = [self.period_end]
        if self.cancel_at is not None:
            moments.append(self.cancel_at)
        if self.is_trialing and not self.trial_announced and self.trial_end is not None:
            moments.append(max(self.trial_end - NOTICE_SECONDS, self.created))
        return min(moments)
