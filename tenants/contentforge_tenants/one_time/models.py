"""Table of one-time tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class OneTimeToken(Base):
    """A token that was mailed to somebody, or would have been.

    `subject_id` is an account, or an invitation; for an address without account it is an id made of the address, so
    that asking for a token does the same work in both cases. Ended is what was used, or replaced by a later one.
    """

    __tablename__ = "one_time_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
    purpose: Mapped[str]
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_one_time_token_subject_id", "subject_id", "purpose", "created_at"),
    )
