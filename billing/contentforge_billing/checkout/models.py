"""Table of checkouts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class CheckoutRow(Base):
    """One intention to subscribe, and the page at Stripe on which it may be carried out.

    States: `opening` (Stripe may or may not have the page), `open`, `leaving` (another intention has taken its place;
    its page is to be closed before that one's opens), `complete`, `expired`. An organization has at most one that is
    opening or open. What the page is made with is kept, so that repeating the request is repeating the same request.
    """

    __tablename__ = "checkout_session"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("billing_customer.organization_id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan: Mapped[str]
    success_url: Mapped[str]
    cancel_url: Mapped[str]
    state: Mapped[str]
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    price_id: Mapped[str | None]
    trial_days: Mapped[int] = mapped_column(server_default=text("0"))
    stripe_id: Mapped[str | None]
    url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        Index(
            "ix_checkout_session_present",
            "organization_id",
            unique=True,
            postgresql_where=text("state IN ('opening', 'open')"),
        ),
        Index("ix_checkout_session_leaving", "organization_id", postgresql_where=text("state = 'leaving'")),
    )
