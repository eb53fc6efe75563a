"""A post as schema.org has it. It is JSON within JSON: whoever writes it into a page must escape `<` there."""

from collections.abc import Callable
from typing import Final

from contentforge_blog.media import Media
from contentforge_blog.posts.post import Translation
from contentforge_blog.posts.view import PostView
from contentforge_blog.sites import Addresses

_TYPE: Final = "BlogPosting"
_LONGEST_HEADLINE: Final = 110


def json_ld(post: PostView, addresses: Addresses, media_url: Callable[[str], str]) -> dict[str, object] | None:
    """What the post says of itself in the language of its view; `schemaData` comes last and may say it otherwise.

    `@context` and `@type` are not its to change. None if it has no text.
    """
    text = post.text
    if text is None:
        return None
    url = text.canonical or addresses.post(text.locale, text.slug)
    told: dict[str, object] = {
        "headline": text.title[:_LONGEST_HEADLINE],
        "description": text.meta_description or text.excerpt or None,
        "inLanguage": text.locale,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": post.publish_at,
        "dateModified": text.updated_at,
        "author": {"@type": "Person", "name": post.author.name},
        "image": _image(text, media_url),
        "publisher": {"@type": "Organization", "name": addresses.site.title, "url": addresses.home()},
    }
    known = {name: value for name, value in told.items() if value is not None}
    return {
        **known,
        **(text.schema_data or {}),
        "@context": "https://schema.org",
        "@type": text.schema_type or _TYPE,
    }


def _image(text: Translation, media_url: Callable[[str], str]) -> str | None:
    if text.og_image is not None:
        return text.og_image
    return None if text.hero is None else media_url(Media.of(text.hero).object_key)
