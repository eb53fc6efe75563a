"""A site's posts in the forms that machines read: JSON-LD, RSS and sitemaps."""

from contentforge_blog.feeds.json_ld import json_ld
from contentforge_blog.feeds.rss import rss
from contentforge_blog.feeds.sitemap import PER_SITEMAP, sitemap, sitemap_index

__all__ = ["PER_SITEMAP", "json_ld", "rss", "sitemap", "sitemap_index"]
