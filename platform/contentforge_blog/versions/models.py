"""Table of the versions of sites' public sides."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class PublicVersion(Base):
    """How often what readers of a site see has changed. No row is version 0."""

    __tablename__ = "blog_public_version"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
