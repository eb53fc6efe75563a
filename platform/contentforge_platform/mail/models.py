"""Table of outgoing mails."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class OutgoingMail(Base):
    """A mail that is to be sent, was sent, or could not be.

    States: queued, sent, failed. The parameters may carry secrets: once the mail is sent or given up they are gone.
    """

    __tablename__ = "outgoing_mail"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    recipient: Mapped[str]
    parameters: Mapped[dict[str, str] | None] = mapped_column(JSONB())
    state: Mapped[str] = mapped_column(server_default=text("'queued'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    good_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outgoing_mail_created_at", "created_at"),)
