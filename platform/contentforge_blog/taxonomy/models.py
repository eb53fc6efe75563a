"""Tables of categories and tags."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Category(Base):
    """A place in the tree of a site. Its names are its translations'."""

    __tablename__ = "blog_category"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["blog_category.organization_id", "blog_category.id"],
            name="fk_blog_category_parent_id",
        ),
        Index("ix_blog_category_parent", "organization_id", "parent_id"),
    )


class CategoryTranslation(Base):
    """A category in one language."""

    __tablename__ = "blog_category_translation"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "category_id"],
            ["blog_category.organization_id", "blog_category.id"],
            name="fk_blog_category_translation_category_id",
            ondelete="CASCADE",
        ),
        UniqueConstraint("organization_id", "locale", "slug", name="uq_blog_category_translation_slug"),
    )


class Tag(Base):
    """A word under which posts are found. Its names are its translations'."""

    __tablename__ = "blog_tag"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class TagTranslation(Base):
    """A tag in one language."""

    __tablename__ = "blog_tag_translation"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "tag_id"],
            ["blog_tag.organization_id", "blog_tag.id"],
            name="fk_blog_tag_translation_tag_id",
            ondelete="CASCADE",
        ),
        UniqueConstraint("organization_id", "locale", "slug", name="uq_blog_tag_translation_slug"),
    )
