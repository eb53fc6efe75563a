"""Tables of images and of stored objects that nobody needs any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, desc, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base


class Image(Base):
    """One image of a job: where it came from, and the optimised copies by name of the variant."""

    __tablename__ = "image"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID]
    user_id: Mapped[UUID]
    position: Mapped[int]
    original_url: Mapped[str]
    status: Mapped[str]
    format: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    object_key: Mapped[str | None]
    variants: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    error_message: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    completed_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["generation_job.organization_id", "generation_job.id"],
            name="fk_image_job_id",
            ondelete="CASCADE",
        ),
        Index("ix_image_job", "organization_id", "job_id", "position"),
        Index("ix_image_newest", "organization_id", desc("created_at"), desc("id")),
    )


class DiscardedObjects(Base):
    """Keys in the storage whose rows are gone; a work item deletes them, then this row."""

    __tablename__ = "discarded_objects"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    keys: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
