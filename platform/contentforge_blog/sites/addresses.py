"""Where a site's pages are found on its own web server."""

from dataclasses import dataclass
from urllib.parse import quote

from contentforge_blog.sites.site import Site


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes absolute addresses of a site's pages. `base` is where its web server stands, without a trailing slash."""

    site: Site
    base: str

    def home(self) -> str:
        """The site's front page."""
        return f"{self.base}/"

    def post(self, locale: str, slug: str) -> str:
        """A post in one language."""
        return self._filled(self.site.paths.post, locale=locale, slug=slug)

    def category(self, locale: str, slug: str) -> str:
        """A category in one language."""
        return self._filled(self.site.paths.category, locale=locale, slug=slug)

    def tag(self, locale: str, slug: str) -> str:
        """A tag in one language."""
        return self._filled(self.site.paths.tag, locale=locale, slug=slug)

    def preview(self, token: str) -> str:
        """The page that shows an unpublished post to who holds the token."""
        return self._filled(self.site.paths.preview, token=token)

    def _filled(self, template: str, **parts: str) -> str:
        path = template
        for name, value in parts.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return self.base + path
