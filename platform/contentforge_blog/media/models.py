"""Table of the media library."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Media(Base):
    """A file that was uploaded. `kind` is IMAGE or VIDEO; `status` tells how far its variants are.

    `variants` maps each variant's name to its object key. `focal_x` and `focal_y` are fractions of width and height
    from the upper left. `folded` is what searches look in: file name, alternative text and caption, folded.
    """

    __tablename__ = "blog_media"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    uploader_id: Mapped[UUID]
    filename: Mapped[str]
    original_name: Mapped[str]
    mime_type: Mapped[str]
    kind: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    object_key: Mapped[str]
    variants: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    status: Mapped[str]
    error_message: Mapped[str | None]
    alt: Mapped[str] = mapped_column(server_default=text("''"))
    caption: Mapped[str] = mapped_column(server_default=text("''"))
    focal_x: Mapped[float | None]
    focal_y: Mapped[float | None]
    folded: Mapped[str] = mapped_column(server_default=text("''"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "uploader_id"],
            ["membership.organization_id", "membership.user_id"],
            name="fk_blog_media_uploader_id",
        ),
        Index("ix_blog_media_newest", "organization_id", desc("created_at"), desc("id")),
        Index("ix_blog_media_uploader", "organization_id", "uploader_id"),
    )
