"""Tables of usage: one counter row per organization, metric and month, and the ledger behind it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
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

    `user_id` and `credential` say who caused it, where that is known.
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
