"""Table of organizations: the tenants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Organization(Base):
    """A tenant. `plan` is opaque here: billing writes it. A person has at most one personal organization.

    `owner_id` is null for the default site until it has an administrator. `partner_id` is the organization that has
    provisioned it, and on whose plan it stands. `suspended_for` is the reason that an operator gave.
    """

    __tablename__ = "organization"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    plan: Mapped[str] = mapped_column(server_default=text("'free'"))
    state: Mapped[str] = mapped_column(server_default=text("'active'"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id", name="fk_organization_partner_id"))
    suspended_at: Mapped[datetime | None]
    suspended_for: Mapped[str | None]
    deletion_due_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (
        UniqueConstraint("slug"),
        Index("ix_organization_newest", "created_at", "id"),
        Index("ix_organization_partner_id", "partner_id", postgresql_where=text("partner_id IS NOT NULL")),
        Index(
            "ix_organization_deletion_due_at", "deletion_due_at", postgresql_where=text("deletion_due_at IS NOT NULL")
        ),
        Index("ix_organization_personal", "owner_id", unique=True, postgresql_where=text("kind = 'personal'")),
    )
