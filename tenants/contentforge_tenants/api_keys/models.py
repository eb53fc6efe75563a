"""Table of API keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class ApiKey(Base):
    """A key of one member for one organization. Only its keyed digest is kept; `prefix` is what lists show of it."""

    __tablename__ = "api_key"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[bytes]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["organization_id", "user_id"], ["membership.organization_id", "membership.user_id"]),
        Index("ix_api_key_digest", "digest", "organization_id", unique=True),
        Index("ix_api_key_user_id", "organization_id", "user_id"),
    )
