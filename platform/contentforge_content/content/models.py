"""Tables of texts and their versions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, desc
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base

_PIECES = "content_type NOT IN ('title', 'description', 'meta_description', 'keywords', 'bullet_points')"


class ContentItem(Base):
    """One text of one type. Its text is null until it was generated; `version` counts from 1 then.

    `title`, `tags` and `notes` are people's own. Without a job it was written by hand.
    """

    __tablename__ = "content_item"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID | None]
    user_id: Mapped[UUID]
    content_type: Mapped[str]
    position: Mapped[int]
    text: Mapped[str | None]
    generated_text: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=sql("0"))
    word_count: Mapped[int] = mapped_column(server_default=sql("0"))
    provider: Mapped[str | None]
    model: Mapped[str | None]
    in_library: Mapped[bool] = mapped_column(server_default=sql("true"))
    title: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=sql("'{}'"))
    notes: Mapped[str] = mapped_column(server_default=sql("''"))
    created_at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["generation_job.organization_id", "generation_job.id"],
            name="fk_content_item_job_id",
            ondelete="CASCADE",
        ),
        Index("ix_content_item_job", "organization_id", "job_id", "position"),
        Index(
            "ix_content_item_pieces", "organization_id", desc("created_at"), desc("id"), postgresql_where=sql(_PIECES)
        ),
        Index(
            "ix_content_item_type",
            "organization_id",
            "content_type",
            desc("created_at"),
            desc("id"),
            postgresql_where=sql(_PIECES),
        ),
        Index("ix_content_item_id", "id"),
    )


class ContentVersion(Base):
    """A text as it was: generated, edited by a person, or brought back by a rollback. The newest is the item's own."""

    __tablename__ = "content_version"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    origin: Mapped[str]
    word_count: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "item_id"],
            ["content_item.organization_id", "content_item.id"],
            name="fk_content_version_item_id",
            ondelete="CASCADE",
        ),
    )
