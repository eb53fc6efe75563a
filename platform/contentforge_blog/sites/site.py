"""A site: an organization as its readers see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import asyncpg

from contentforge_platform.ids import TenantId

DEFAULT_LOCALES: Final = ("vi", "en")


class SiteRegistration(StrEnum):
    """Whether people may join a site without being asked to."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Paths:
    """Where pages stand on the site's own web server; `{locale}`, `{slug}` and `{token}` are filled in."""

    preview: str = "/preview/{token}"
    post: str = "/{locale}/posts/{slug}"
    category: str = "/{locale}/categories/{slug}"
    tag: str = "/{locale}/tags/{slug}"


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of an organization's site; what it has not set is as the defaults say.

    Attributes:
        title: what feeds call it; the organization's name unless set.
        url: where readers find it, without a trailing slash; None until it is set.
        registration: None follows the operator's setting.
        has_revalidate_secret: the secret itself is read only by what signs with it.
        updated_at: None until a setting is changed.
    """

    tenant: TenantId
    slug: str
    title: str
    description: str = ""
    url: str | None = None
    paths: Paths = Paths()
    default_locale: str = DEFAULT_LOCALES[0]
    locales: tuple[str, ...] = DEFAULT_LOCALES
    registration: SiteRegistration | None = None
    revalidate_url: str | None = None
    has_revalidate_secret: bool = False
    updated_at: datetime | None = None


def site_from_row(row: asyncpg.Record) -> Site:
    """From a row with the organization's `tenant`, `slug` and `name`, and its settings; without any, `site` is NULL."""
    tenant = TenantId(row["tenant"])
    if row["site"] is None:
        return Site(tenant, row["slug"], row["name"])
    registration: str | None = row["registration"]
    return Site(
        tenant=tenant,
        slug=row["slug"],
        title=row["title"] or row["name"],
        description=row["description"],
        url=row["site_url"],
        paths=Paths(
            preview=row["preview_path"],
            post=row["post_path"],
            category=row["category_path"],
            tag=row["tag_path"],
        ),
        default_locale=row["default_locale"],
        locales=tuple(row["locales"]),
        registration=None if registration is None else SiteRegistration(registration),
        revalidate_url=row["revalidate_url"],
        has_revalidate_secret=row["revalidate_secret"] is not None,
        updated_at=row["updated_at"],
    )
