"""Table of preview tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class PreviewToken(Base):
    """Who holds the token sees the post until it expires. At rest there is its digest only."""

    __tablename__ = "blog_preview_token"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    post_id: Mapped[UUID]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    expires_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_preview_token_post_id",
            ondelete="CASCADE",
        ),
        Index("ix_blog_preview_token_post", "organization_id", "post_id"),
        Index("ix_blog_preview_token_expires_at", "expires_at"),
    )
