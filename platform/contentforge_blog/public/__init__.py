"""What readers of a site may see: published posts, and nothing else of any post."""

from contentforge_blog.public.queries import Moved, PublicFilter, addresses, by_slug, count_pages, newest, page

__all__ = ["Moved", "PublicFilter", "addresses", "by_slug", "count_pages", "newest", "page"]
