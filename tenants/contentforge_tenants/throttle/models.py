"""Table of password tries."""

from datetime import datetime

from sqlalchemy import DateTime, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class LoginThrottle(Base):
    """When the password of an address was tried lately, known or not; `pending` tries have no outcome yet."""

    __tablename__ = "login_throttle"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    attempts: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    pending: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"), index=True)
