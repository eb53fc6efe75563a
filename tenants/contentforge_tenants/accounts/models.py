"""Tables of accounts: who a person is, and which address they are about to have."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class UserAccount(Base):
    """One person, one address, whatever API they came from. A provisioned account has no password until claimed."""

    __tablename__ = "user_account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_normalized: Mapped[str]
    name: Mapped[str]
    avatar_url: Mapped[str | None]
    password_hash: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    email_verified_at: Mapped[datetime | None]
    deletion_due_at: Mapped[datetime | None]
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (
        UniqueConstraint("email_normalized"),
        Index(
            "ix_user_account_deletion_due_at", "deletion_due_at", postgresql_where=text("deletion_due_at IS NOT NULL")
        ),
    )


class EmailChange(Base):
    """The address to which a person wants to change; it counts once a token has been read there."""

    __tablename__ = "email_change"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    email: Mapped[str]
    email_normalized: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
