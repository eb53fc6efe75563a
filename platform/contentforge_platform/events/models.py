"""Table of live events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class LiveEventRow(Base):
    """A change that sockets may want to hear of. Unpublished rows older than two seconds are the relay's."""

    __tablename__ = "live_event"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None]
    object_kind: Mapped[str]
    object_id: Mapped[UUID]
    sequence: Mapped[int]
    state: Mapped[str]
    data: Mapped[dict[str, object]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    published_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_live_event_unpublished", "created_at", postgresql_where=text("published_at IS NULL")),
        Index("ix_live_event_published", "published_at", postgresql_where=text("published_at IS NOT NULL")),
        Index("ix_live_event_object", "organization_id", "object_id", "sequence", unique=True),
    )
