"""Table of organizations: the tenants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Organization(Base):
    """A tenant. `plan` is opaque here: billing writes it. A person has at most one personal organization."""

    __tablename__ = "organization"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    plan: Mapped[str] = mapped_column(server_default=text("'free'"))
    state: Mapped[str] = mapped_column(server_default=text("'active'"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (
        UniqueConstraint("slug"),
        Index("ix_organization_personal", "owner_id", unique=True, postgresql_where=text("kind = 'personal'")),
    )
