"""Tables of usage: one counter row per organization, metric and month, and the ledger behind it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class UsagePeriod(Base):
    """How many units an organization has used (settled) and holds (reserved, not ended) in one calendar month, UTC."""

    __tablename__ = "usage_period"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    period_start: Mapped[datetime] = mapped_column(primary_key=True)
    used: Mapped[int]
    held: Mapped[int]


class UsageEntry(Base):
    """What one item of work costs in one metric: held, settled or released. Outlives the item and its organization.

    `user_id` and `credential` say who caused it, where that is known. In an organization that a partner has provisioned
    `partner_id` tells that the item counts there too: the partner's ledger has an entry of its own then, whose
    `origin_id` is the organization that did the work.
    """

    __tablename__ = "usage_entry"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    item: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]
    state: Mapped[str]
    period_start: Mapped[datetime]
    user_id: Mapped[UUID | None]
    credential: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    settled_at: Mapped[datetime | None]
    partner_id: Mapped[UUID | None]
    origin_id: Mapped[UUID | None]

    __table_args__ = (
        Index("ix_usage_entry_time", "organization_id", "created_at", "item", "metric"),
        # Held, in words that no statement about a single entry has: it must not be the planner's way to one.
        Index(
            "ix_usage_entry_open",
            "metric",
            "created_at",
            postgresql_where=text("settled_at IS NULL AND state <> 'released'"),
        ),
    )
