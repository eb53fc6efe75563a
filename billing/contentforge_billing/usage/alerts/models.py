"""Table of alerts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class UsageAlert(Base):
    """A threshold (in percent) that was reached in a month: at what figures, and when. There is one row for each."""

    __tablename__ = "usage_alert"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    period_start: Mapped[datetime] = mapped_column(primary_key=True)
    threshold: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    used: Mapped[int]
    most: Mapped[int]
    raised_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
