"""Table of the settings of sites."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contentforge_platform.database import Base


class Site(Base):
    """What an organization has set for its site; without a row all is as the defaults say.

    `registration` null follows the operator's setting. `revalidate_secret` is written by people, and never shown.
    """

    __tablename__ = "blog_site"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", name="fk_blog_site_organization_id"), primary_key=True
    )
    title: Mapped[str] = mapped_column(server_default=text("''"))
    description: Mapped[str] = mapped_column(server_default=text("''"))
    site_url: Mapped[str | None]
    preview_path: Mapped[str] = mapped_column(server_default=text("'/preview/{token}'"))
    post_path: Mapped[str] = mapped_column(server_default=text("'/{locale}/posts/{slug}'"))
    category_path: Mapped[str] = mapped_column(server_default=text("'/{locale}/categories/{slug}'"))
    tag_path: Mapped[str] = mapped_column(server_default=text("'/{locale}/tags/{slug}'"))
    default_locale: Mapped[str] = mapped_column(server_default=text("'vi'"))
    locales: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("ARRAY['vi', 'en']"))
    registration: Mapped[str | None]
    revalidate_url: Mapped[str | None]
    revalidate_secret: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
