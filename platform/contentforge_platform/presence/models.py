"""Tables of presence; both are global, and nothing is decided by them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class RunningProcessRow(Base):
    """A process that was there at `seen_at`. One that ends in good order takes its row along."""

    __tablename__ = "running_process"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    host: Mapped[str]
    pid: Mapped[int]
    version: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    seen_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class DutyRunRow(Base):
    """When a duty of the scheduler was last done, and when it last failed, by any of its processes."""

    __tablename__ = "duty_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    every_seconds: Mapped[float]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
