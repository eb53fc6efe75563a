"""Table of customers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class BillingCustomer(Base):
    """An organization as a customer of Stripe's. Its row is what all that is written about its money locks first.

    `email` and `name` are what the customer is made with, kept so that the same request can be repeated. `stripe_id` is
    null until Stripe has told it. `checked_at` is when its subscriptions were last compared with Stripe's.
    """

    __tablename__ = "billing_customer"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    stripe_id: Mapped[str | None]
    trial_used_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        Index(
            "ix_billing_customer_stripe_id", "stripe_id", unique=True, postgresql_where=text("stripe_id IS NOT NULL")
        ),
    )
