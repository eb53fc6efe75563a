"""What is owed, for what, and what has become of it."""

from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from contentforge_billing.sandbox.moments import HOUR
from contentforge_billing.sandbox.storage import Described

DRAFT_SECONDS: Final = HOUR
"""How long a renewal's invoice stays a draft before it is paid, as at Stripe."""


class Line(BaseModel):
    """One line; `amount` in minor units, below zero for a credit. A proration may wait for its invoice."""

    model_config = ConfigDict(extra="forbid")

    id: str
    amount: int
    description: str
    price: str
    product: str
    unit_amount: int
    quantity: int
    start: int
    end: int
    subscription_item: str
    proration: bool = False


class Invoice(Described):
    """`finalizes_at`: a draft becomes due for payment then. `next_payment_attempt`: the next try after a failed one."""

    kind: ClassVar[str] = "invoice"
    prefix: ClassVar[str] = "in"

    customer: str
    subscription: str
    subscription_metadata: dict[str, str] = Field(default_factory=dict)
    currency: str
    status: str = "draft"
    billing_reason: str
    lines: list[Line]
    period_start: int
    period_end: int
    number: str | None = None
    auto_advance: bool = True
    attempt_count: int = 0
    attempted: bool = False
    starting_balance: int = 0
    ending_balance: int | None = None
    amount_due: int = 0
    amount_paid: int = 0
    finalizes_at: int | None = None
    next_payment_attempt: int | None = None
    finalized_at: int | None = None
    paid_at: int | None = None
    marked_uncollectible_at: int | None = None
    voided_at: int | None = None
    webhooks_delivered_at: int | None = None
    customer_email: str | None = None
    customer_name: str | None = None

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def amount_remaining(self) -> int:
        return self.amount_due - self.amount_paid

    @override
    def due(self) -> int | None:
        if self.status == "draft":
            return self.finalizes_at if self.auto_advance else None
        return self.next_payment_attempt if self.status == "open" else None
