"""Table of revisions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Revision(Base):
    """A translation as it was saved, numbered from 1 for each post and language without gaps; the newest is current."""

    __tablename__ = "blog_revision"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    data: Mapped[dict[str, object]] = mapped_column(JSONB)
    body_html: Mapped[str]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_revision_post_id",
            ondelete="CASCADE",
        ),
    )
