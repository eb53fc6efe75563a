"""Stripe's events in the operator's API."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_billing.inbox.overseen import EventState


class OperatorInboxEvent(BaseModel):
    """An event of Stripe's; its payload is not kept, since it decides nothing."""

    id: UUID
    stripe_id: str = Field(examples=["evt_1"])
    type: str = Field(examples=["customer.subscription.updated"])
    customer: str | None = Field(examples=["cus_1"])
    subscription: str | None = Field(examples=["sub_1"])
    organization_id: UUID | None = Field(description="Whose customer it is, if anybody's.")
    state: EventState = Field(description="`received`: a worker will apply it. `parked`: it is tried again later.")
    reason: str | None = Field(description="Why it could not be applied, or need not be.")
    tries: int
    happened_at: datetime
    received_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None
