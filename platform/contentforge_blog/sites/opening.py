"""Open a transaction for readers of a site, who have no credential: one statement finds it and brings it into sight."""

from typing import Final

from contentforge_blog.sites import repository
from contentforge_blog.sites.site import Site, site_from_row
from contentforge_platform.database import Opening, ReadSession
from contentforge_platform.errors import NotFound

_LONGEST_SLUG: Final = 63


class UnknownSite(NotFound):
    """There is no organization of this slug, or it is suspended."""

    code = "unknown_site"


def opening_for_site(slug: str) -> Opening:
    """Open for the readers of the site of this organization."""
    fit = len(slug) <= _LONGEST_SLUG and slug.isascii() and slug.isprintable()
    return Opening(repository.OPEN, (slug if fit else "",))


def site_from(session: ReadSession) -> Site:
    """The site for whose readers this transaction was opened.

    Raises:
        UnknownSite: 404.
        RuntimeError: the transaction was opened otherwise.
    """
    row = session.opened
    if row is None or "site" not in row:
        raise RuntimeError("This transaction was not opened for a site.")
    if row["outcome"] != "ok":
        raise UnknownSite("Site not found")
    return site_from_row(row)
