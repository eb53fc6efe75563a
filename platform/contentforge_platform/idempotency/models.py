"""Table of idempotency keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database.base import Base


class IdempotencyKey(Base):
    """A key that a credential has used on a route, what its body was, and which objects it made. Kept for 24 hours."""

    __tablename__ = "idempotency_key"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    credential: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[bytes]
    object_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"), index=True)
