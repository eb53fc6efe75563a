"""Table of people's own templates; the system's are code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base


class Template(Base):
    """A person's own way of writing. `content_types` empty means all."""

    __tablename__ = "template"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    name: Mapped[str]
    description: Mapped[str | None]
    tone: Mapped[str]
    style: Mapped[str]
    content_types: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    prompt_override: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (Index("ix_template_own", "organization_id", "user_id", "created_at"),)
