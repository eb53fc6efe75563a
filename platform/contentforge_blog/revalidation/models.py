"""Table of the requests that are still to be made to sites' web servers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base


class Revalidation(Base):
    """One request to come, for one language; it is gone once it was answered well, or given up."""

    __tablename__ = "blog_revalidation"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", name="fk_blog_revalidation_organization_id"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    event: Mapped[str]
    locale: Mapped[str]
    slugs: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
