"""Sitemaps (sitemaps.org): each published page with its other languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from contentforge_blog.feeds.xml import child, document
from contentforge_blog.sites import Addresses
from contentforge_platform.clock import to_iso_z

PER_SITEMAP: Final = 50_000
"""Addresses in one file, as the protocol allows at most."""

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Listed:
    """A published post: when it changed last, and its slugs by language."""

    changed_at: datetime
    slugs: Mapping[str, str]


def sitemap(posts: Iterable[Listed], addresses: Addresses, *, home: bool) -> bytes:
    """The pages of these posts, one for each language, and with `home` the front page."""
    root = Element("urlset", {"xmlns": _NAMESPACE, "xmlns:xhtml": _XHTML})
    if home:
        child(child(root, "url"), "loc", addresses.home())
    for post in posts:
        for locale, slug in post.slugs.items():
            page = child(root, "url")
            child(page, "loc", addresses.post(locale, slug))
            child(page, "lastmod", to_iso_z(post.changed_at))
            for other, name in _alternates(post, addresses.site.default_locale):
                child(page, "xhtml:link", rel="alternate", hreflang=other, href=addresses.post(*name))
    return document(root)


def sitemap_index(addresses: Sequence[str]) -> bytes:
    """The files of a site with more pages than one may hold."""
    root = Element("sitemapindex", {"xmlns": _NAMESPACE})
    for address in addresses:
        child(child(root, "sitemap"), "loc", address)
    return document(root)


def _alternates(post: Listed, default: str) -> Iterable[tuple[str, tuple[str, str]]]:
    """Each language, and which one is for all others."""
    if len(post.slugs) > 1:
        yield from ((locale, (locale, slug)) for locale, slug in post.slugs.items())
    if default in post.slugs and len(post.slugs) > 1:
        yield "x-default", (default, post.slugs[default])
