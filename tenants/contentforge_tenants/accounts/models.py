"""Tables of accounts: who a person is, and how often somebody guessed at their password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
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
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (UniqueConstraint("email_normalized"),)


class LoginThrottle(Base):
    """When the password of an address was tried lately, known or not; `pending` tries have no outcome yet."""

    __tablename__ = "login_throttle"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    attempts: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    pending: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"), index=True)
