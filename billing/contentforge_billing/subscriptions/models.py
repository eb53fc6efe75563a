"""Table of subscriptions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class SubscriptionRow(Base):
    """A subscription as it was when Stripe was last asked.

    Who asks takes a ticket first (`fetch_no`), and writes only if no later ticket has been written (`written_no`).
    Until the first write the row tells nothing: `status` is null. `sequence` numbers its live events.
    """

    __tablename__ = "subscription"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("billing_customer.organization_id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    stripe_id: Mapped[str]
    fetch_no: Mapped[int] = mapped_column(server_default=text("0"))
    written_no: Mapped[int] = mapped_column(server_default=text("0"))
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    status: Mapped[str | None]
    plan: Mapped[str | None]
    price_id: Mapped[str | None]
    started_at: Mapped[datetime | None]
    current_period_start: Mapped[datetime | None]
    current_period_end: Mapped[datetime | None]
    cancel_at_period_end: Mapped[bool] = mapped_column(server_default=text("false"))
    trial_start: Mapped[datetime | None]
    trial_end: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    overdue_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        UniqueConstraint("organization_id", "stripe_id"),
        Index("ix_subscription_overdue", "overdue_since", postgresql_where=text("overdue_since IS NOT NULL")),
    )
