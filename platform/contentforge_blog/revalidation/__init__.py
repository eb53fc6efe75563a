"""Telling a site's web server that pages of it are stale, by signed requests that are tried again until they arrive."""

from contentforge_blog.revalidation.ask import REVALIDATE_SITE, ask_to_revalidate

__all__ = ["REVALIDATE_SITE", "ask_to_revalidate"]
