"""Table of invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Invitation(Base):
    """Somebody is to become a member: the holder of an address, or, without one, whoever is given the link.

    Its token is a one-time token about its id. Ended is what was accepted, withdrawn, or replaced by a later one.
    """

    __tablename__ = "invitation"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    email_normalized: Mapped[str | None]
    role: Mapped[str]
    invited_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None]

    __table_args__ = (
        ForeignKeyConstraint(["organization_id", "invited_by"], ["membership.organization_id", "membership.user_id"]),
        Index(
            "uq_invitation_open",
            "organization_id",
            "email_normalized",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND email_normalized IS NOT NULL"),
        ),
        Index("uq_invitation_id", "id", "organization_id", unique=True),
    )
