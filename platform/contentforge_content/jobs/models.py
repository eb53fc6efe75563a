"""Table of generation jobs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, desc, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base


class GenerationJob(Base):
    """One product, one prompt or one regeneration: what was asked, how it stands, how many of its items are open."""

    __tablename__ = "generation_job"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    source_type: Mapped[str]
    source_url: Mapped[str | None]
    source_data: Mapped[dict[str, object]] = mapped_column(JSONB)
    prompt: Mapped[str | None]
    template_id: Mapped[UUID | None]
    content_types: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'"))
    page_images: Mapped[bool] = mapped_column(server_default=text("false"))
    facts_read: Mapped[bool] = mapped_column(server_default=text("false"))
    target_id: Mapped[UUID | None]
    requested_provider: Mapped[str | None]
    requested_model: Mapped[str | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    status: Mapped[str]
    error_message: Mapped[str | None]
    sequence: Mapped[int]
    content_types_done: Mapped[int] = mapped_column(server_default=text("0"))
    images_done: Mapped[int] = mapped_column(server_default=text("0"))
    open_items: Mapped[int]
    run_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_generation_job_newest", "organization_id", desc("created_at"), desc("id")),
        Index("ix_generation_job_recent", "created_at", "id"),
        Index("ix_generation_job_own", "organization_id", "user_id", desc("created_at"), desc("id")),
        Index(
            "ix_generation_job_tagged",
            "organization_id",
            desc("created_at"),
            desc("id"),
            postgresql_where=text("tags <> '{}'"),
        ),
        Index(
            "ix_generation_job_target", "organization_id", "target_id", postgresql_where=text("target_id IS NOT NULL")
        ),
    )
