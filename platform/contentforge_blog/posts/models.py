"""Tables of posts, of their translations, of where they are filed, and of slugs that they have given up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, desc, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class Post(Base):
    """What is published as one, in however many languages.

    `publish_item` is the work item that publishes a scheduled post; `version` rises with every change, for editors who
    must not overwrite each other.
    """

    __tablename__ = "blog_post"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[UUID]
    status: Mapped[str]
    publish_at: Mapped[datetime | None]
    publish_item: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["membership.organization_id", "membership.user_id"],
            name="fk_blog_post_author_id",
        ),
        Index(
            "ix_blog_post_public",
            "organization_id",
            desc("publish_at"),
            desc("id"),
            postgresql_where=text("status = 'PUBLISHED'"),
        ),
        Index("ix_blog_post_newest", "organization_id", desc("created_at"), desc("id")),
        Index("ix_blog_post_author", "organization_id", "author_id", desc("created_at"), desc("id")),
    )


class PostTranslation(Base):
    """A post in one language, as it is now.

    `body` is Markdown, `body_html` what was made of it, sanitised; `version` is the number of the newest revision.
    `searched` holds the folded words. The index over all organizations has those of each as keys of their own, with the
    first digits of its id (`site_words`), so that a search reads what its own site has said, and nothing of the others.
    """

    __tablename__ = "blog_post_translation"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    title: Mapped[str]
    slug: Mapped[str]
    excerpt: Mapped[str] = mapped_column(server_default=text("''"))
    body: Mapped[str]
    body_html: Mapped[str]
    meta_title: Mapped[str | None]
    meta_description: Mapped[str | None]
    canonical: Mapped[str | None]
    og_image: Mapped[str | None]
    schema_type: Mapped[str | None]
    schema_data: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    hero_image_id: Mapped[UUID | None]
    reading_time: Mapped[int]
    version: Mapped[int]
    searched: Mapped[str] = mapped_column(TSVECTOR)
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_post_translation_post_id",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "hero_image_id"],
            ["blog_media.organization_id", "blog_media.id"],
            name="fk_blog_post_translation_hero_image_id",
            ondelete="SET NULL (hero_image_id)",
        ),
        UniqueConstraint("organization_id", "locale", "slug", name="uq_blog_post_translation_slug"),
        Index(
            "ix_blog_post_translation_words",
            text("site_words(organization_id, locale, searched)"),
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 256},
        ),
        Index(
            "ix_blog_post_translation_hero",
            "organization_id",
            "hero_image_id",
            postgresql_where=text("hero_image_id IS NOT NULL"),
        ),
    )


class FormerSlug(Base):
    """A slug under which a published post was found once; it leads there until another post takes it."""

    __tablename__ = "blog_former_slug"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_former_slug_post_id",
            ondelete="CASCADE",
        ),
    )


class PostCategory(Base):
    """A post is filed in a category."""

    __tablename__ = "blog_post_category"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_post_category_post_id",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "category_id"],
            ["blog_category.organization_id", "blog_category.id"],
            name="fk_blog_post_category_category_id",
            ondelete="CASCADE",
        ),
        Index("ix_blog_post_category_posts", "organization_id", "category_id", "post_id"),
    )


class PostTag(Base):
    """A post bears a tag."""

    __tablename__ = "blog_post_tag"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "post_id"],
            ["blog_post.organization_id", "blog_post.id"],
            name="fk_blog_post_tag_post_id",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "tag_id"],
            ["blog_tag.organization_id", "blog_tag.id"],
            name="fk_blog_post_tag_tag_id",
            ondelete="CASCADE",
        ),
        Index("ix_blog_post_tag_posts", "organization_id", "tag_id", "post_id"),
    )
