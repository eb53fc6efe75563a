"""RSS 2.0 of the newest posts in one language."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from contentforge_blog.feeds.xml import child, document
from contentforge_blog.posts.view import PostView
from contentforge_blog.sites import Addresses


def rss(posts: Sequence[PostView], locale: str, addresses: Addresses) -> bytes:
    """The feed of posts viewed in this language; those without a text in it are left out."""
    site = addresses.site
    root = Element("rss", {"version": "2.0"})
    channel = child(root, "channel")
    child(channel, "title", site.title)
    child(channel, "link", addresses.home())
    child(channel, "description", site.description or site.title)
    child(channel, "language", locale)
    for post in posts:
        text = post.text
        if text is None or post.publish_at is None:
            continue
        item = child(channel, "item")
        child(item, "title", text.title)
        child(item, "link", text.canonical or addresses.post(locale, text.slug))
        child(item, "guid", str(post.id), isPermaLink="false")
        child(item, "pubDate", format_datetime(post.publish_at.astimezone(UTC)))
        child(item, "description", text.excerpt)
        for term in post.categories:
            name = next((one["name"] for one in term.translations if one["locale"] == locale), None)
            if name is not None:
                child(item, "category", name)
    return document(root)
