"""Tables of sessions: each log-in, and the refresh tokens that it went through."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class UserSession(Base):
    """One log-in through one API: a family of refresh tokens, and what every access token is checked against.

    `organization_id` is where it acts when a request names no organization.
    """

    __tablename__ = "user_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    audience: Mapped[str]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    last_seen_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]

    __table_args__ = (Index("ix_user_session_live", "user_id", postgresql_where=text("revoked_at IS NULL")),)


class RefreshToken(Base):
    """One link of a session's chain. Within the grace a token may have several successors: `parent_id` tells whose."""

    __tablename__ = "refresh_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("user_session.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[UUID | None]
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_refresh_token_parent_id", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
    )
