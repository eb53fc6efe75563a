"""Tables of the work engine."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class WorkItem(Base):
    """One unit of work.

    States: scheduled (its time has not come), waiting (due, no free slot), ready (may be claimed), running (leased),
    done, failed, cancelled.
    """

    __tablename__ = "work_item"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    queue: Mapped[str]
    subject_id: Mapped[UUID]
    state: Mapped[str]
    run_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    max_attempts: Mapped[int]
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    last_error: Mapped[str | None]
    trace: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_work_item_claim", "queue", "ready_at", "id", postgresql_where=text("state = 'ready'")),
        Index(
            "ix_work_item_lane", "organization_id", "kind", "run_at", "id", postgresql_where=text("state = 'waiting'")
        ),
        Index("ix_work_item_due", "run_at", postgresql_where=text("state = 'scheduled'")),
        Index("ix_work_item_lease", "lease_until", postgresql_where=text("state = 'running'")),
        Index("ix_work_item_active", "organization_id", "kind", postgresql_where=text("state IN ('ready', 'running')")),
        Index("ix_work_item_subject", "organization_id", "subject_id"),
        Index("ix_work_item_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    )


class WorkLane(Base):
    """The slots of one organization for one kind, and how many are taken by items that are ready or running."""

    __tablename__ = "work_lane"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    slots: Mapped[int]
    active: Mapped[int]
