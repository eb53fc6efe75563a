"""A hosted page on which a customer subscribes, once."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from contentforge_billing.sandbox.storage import Described


class LineItem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    price: str
    quantity: int


class Session(Described):
    """Its id is known to nobody but its customer and the seller: whoever knows it may pay."""

    kind: ClassVar[str] = "checkout.session"
    prefix: ClassVar[str] = "cs_test"
    length: ClassVar[int] = 58

    status: str = "open"
    payment_status: str = "unpaid"
    customer: str | None = None
    customer_email: str | None = None
    client_reference_id: str | None = None
    line_items: list[LineItem]
    currency: str
    amount_total: int
    amount_first: int
    subscription_metadata: dict[str, str] = Field(default_factory=dict)
    subscription_description: str | None = None
    trial_period_days: int | None = None
    trial_end: int | None = None
    trial_without_card: str = "create_invoice"
    card_always: bool = True
    success_url: str
    cancel_url: str | None = None
    expires_at: int
    url: str
    locale: str | None = None
    subscription: str | None = None
    invoice: str | None = None

    @property
    def is_trial(self) -> bool:
        return bool(self.trial_period_days or self.trial_end)

    @property
    def needs_card(self) -> bool:
        return self.card_always or self.amount_first > 0

    @override
    def due(self) -> int | None:
        return self.expires_at if self.status == "open" else None
