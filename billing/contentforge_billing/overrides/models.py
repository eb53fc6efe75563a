"""Table of plan overrides."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class PlanOverride(Base):
    """The plan that an operator gave an organization, until `ends_at` if that is not null; at most one each.

    `in_place_of` is the word that was recorded before: what was given and not bought comes back with it.
    """

    __tablename__ = "plan_override"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", name="fk_plan_override_organization_id"), primary_key=True
    )
    tier: Mapped[str]
    reason: Mapped[str]
    set_by: Mapped[UUID]
    in_place_of: Mapped[str]
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (Index("ix_plan_override_ends_at", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),)
