"""Tables of the inbox; both are global: an event arrives before it is known whose it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class StripeEvent(Base):
    """An event, once, however often it was delivered. Its payload is not kept: it names what to look at, no more.

    States: `received` (a work item will apply it), `parked` (it could not be applied for `reason`, and is tried again
    at `next_try_at`), `applied`, `ignored` (of a type that there is nothing to do about).
    """

    __tablename__ = "stripe_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    stripe_id: Mapped[str]
    type: Mapped[str]
    customer: Mapped[str | None]
    subscription: Mapped[str | None]
    happened_at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    next_try_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("stripe_id"),
        Index("ix_stripe_event_recent", "received_at", "id"),
        Index("ix_stripe_event_next_try", "next_try_at", postgresql_where=text("ended_at IS NULL")),
        Index("ix_stripe_event_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )


class StripeCursor(Base):
    """How far Stripe's own list of events has been read.

    All that happened before `read_to` has been taken in. While a reading is under way, `last_seen` is the event at
    which it goes on, and `reading_to` what `read_to` will be.
    """

    __tablename__ = "stripe_cursor"

    name: Mapped[str] = mapped_column(primary_key=True)
    read_to: Mapped[datetime]
    reading_to: Mapped[datetime | None]
    last_seen: Mapped[str | None]
