"""What the fields of a translation may hold, beyond types and lengths."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

import orjson

from contentforge_blog.posts.text import Text
from contentforge_platform.errors import Invalid
from contentforge_platform.text import SLUG_LENGTH

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_TYPE: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,99}", re.ASCII)
_DEEPEST: Final = 8
_MOST_BYTES: Final = 20_000
# Words that stand beside slugs in the addresses of sites and of this API.
RESERVED: Final = frozenset(
    {"admin", "api", "auth", "categories", "category", "feed", "feeds", "files", "login", "logout", "media", "posts"}
    | {"preview", "robots", "rss", "search", "sitemap", "static", "tag", "tags", "uploads"}
)


def check(text: Text, locale: str) -> None:
    """Hold a translation to the rules.

    Raises:
        Invalid: one is broken; the message tells all that are, joined by semicolons.
    """
    problems = list(_problems(text))
    if problems:
        raise Invalid("; ".join(f"{problem} ({locale})" for problem in problems), loc=("body", "translations"))


def check_slug(slug: str) -> str | None:
    """What is wrong with a slug; None for a good one."""
    if len(slug) > SLUG_LENGTH or _SLUG.fullmatch(slug) is None:
        return "slug may consist of a-z, 0-9 and single hyphens only"
    return f"slug {slug} is reserved" if slug in RESERVED else None


def _problems(text: Text) -> Iterable[str]:
    if text.slug and (wrong := check_slug(text.slug)):
        yield wrong
    if text.canonical is not None and not _is_web(text.canonical):
        yield "canonical must be an http or https address"
    if text.og_image is not None and not _is_web(text.og_image):
        yield "ogImage must be an http or https address"
    if text.schema_type is not None and _TYPE.fullmatch(text.schema_type) is None:
        yield "schemaType must be a type's name, such as Article"
    if text.schema_data is not None and not _is_modest(text.schema_data):
        yield f"schemaData may have {_DEEPEST} levels and {_MOST_BYTES} bytes at most"


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return named and address.isprintable() and not set(address) & set(' <>"\\^`{|}')


def _is_modest(data: Mapping[str, object]) -> bool:
    level: list[object] = [data]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return len(orjson.dumps(data)) <= _MOST_BYTES
    return False


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
