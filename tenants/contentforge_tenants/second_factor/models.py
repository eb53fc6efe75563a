"""Tables of second factors: the secret that a person's device shares with us, and the codes for when it is lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class SecondFactor(Base):
    """A person's second factor; it counts once a first code has confirmed it.

    `secret` is sealed. `last_step` is the time step of the code that was used last: none up to it is good again.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    secret: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One code that stands in once for the device; only its keyed digest is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("digest"),)
