"""Table of exports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class OrganizationExport(Base):
    """One archive, from the wish for it until its object is deleted. An organization has one unfinished at most."""

    __tablename__ = "organization_export"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default=text("'pending'"))
    collections_done: Mapped[int] = mapped_column(server_default=text("0"))
    collections_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    object_key: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_organization_export_unfinished",
            "organization_id",
            unique=True,
            postgresql_where=text("state IN ('pending', 'running')"),
        ),
        Index("ix_organization_export_expires_at", "expires_at", postgresql_where=text("state = 'done'")),
    )
