"""Table of memberships: who belongs to an organization, as what, and how they are shown there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Membership(Base):
    """A person's place in an organization. It is never deleted, only ended, since keys and content point at it.

    With `invitation_id` it waits for the person's consent, and is not active until then.
    """

    __tablename__ = "membership"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    role: Mapped[str]
    name: Mapped[str]
    avatar_url: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    invitation_id: Mapped[UUID | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (Index("uq_membership_invitation_id", "invitation_id", unique=True),)
