"""What the settings of a site may be."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from contentforge_blog.sites.locales import MOST_LOCALES, is_locale
from contentforge_platform.egress import BadUrl, FetchFailed, TargetUrl, parse_public_url
from contentforge_platform.errors import Invalid

_PATH: Final = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@/-]*(\{[a-z]+\}[A-Za-z0-9._~!$&'()*+,;=:@/-]*)*", re.ASCII)
_PLACE: Final = re.compile(r"\{([a-z]+)\}")
_LONGEST_PATH: Final = 200
_LONGEST_URL: Final = 500
_WEB: Final = re.compile(r"https?://", re.ASCII | re.IGNORECASE)
_NO_PART_OF_A_SITE: Final = frozenset("?#<>\"'^`{|}")
SECRET_LENGTHS: Final = range(16, 201)

# What each path must contain, and what it may.
_PLACES: Final = {
    "preview_path": ({"token"}, {"token"}),
    "post_path": ({"slug"}, {"slug", "locale"}),
    "category_path": ({"slug"}, {"slug", "locale"}),
    "tag_path": ({"slug"}, {"slug", "locale"}),
}


Reachable = Callable[[TargetUrl], None]
"""Raises FetchFailed for an address to which this installation would not send anything, whoever it belongs to."""


def check_site_url(url: str) -> str:
    """Where a site's web server stands, as browsers write it and without a trailing slash.

    Raises:
        Invalid: it is not http(s), or goes beyond scheme, host, port and path.
    """
    told = "site_url must be an http or https address without query"
    if _WEB.match(url) is None or _NO_PART_OF_A_SITE & set(url) or len(url) > _LONGEST_URL:
        raise Invalid(told, loc=("body", "site_url"))
    try:
        return str(parse_public_url(url)).rstrip("/")
    except BadUrl:
        raise Invalid(told, loc=("body", "site_url")) from None


def check_path(name: str, path: str, *, multilingual: bool) -> str:
    """A path with places to fill in; `multilingual` needs the language in it, since slugs are unique within one only.

    Raises:
        Invalid: it is no path, or its places are not those that can be filled.
    """
    needed, allowed = _PLACES[name]
    if multilingual and "locale" in allowed:
        needed = needed | {"locale"}
    places = _PLACE.findall(path)
    if len(path) > _LONGEST_PATH or _PATH.fullmatch(path) is None or len(set(places)) != len(places):
        raise Invalid(f"{name} must be a path such as /posts/{{slug}}", loc=("body", name))
    if not needed <= set(places) <= allowed:
        shown = " and ".join(f"{{{place}}}" for place in sorted(needed))
        raise Invalid(f"{name} must contain {shown}, and no other place", loc=("body", name))
    return path


def check_locales(locales: Sequence[str], default: str) -> tuple[str, ...]:
    """The languages of a site, in small letters, without repeats.

    Raises:
        Invalid: one is no language code, there are none or too many, or the default is not among them.
    """
    chosen = tuple(dict.fromkeys(code.lower() for code in locales))
    if not 0 < len(chosen) <= MOST_LOCALES:
        raise Invalid(f"locales must be 1 to {MOST_LOCALES} language codes", loc=("body", "locales"))
    if not all(map(is_locale, chosen)):
        raise Invalid("locales must be language codes such as en or pt-br", loc=("body", "locales"))
    if default not in chosen:
        raise Invalid("default_locale must be one of locales", loc=("body", "default_locale"))
    return chosen


def check_revalidation(url: str, reachable: Reachable) -> str:
    """Where changes are told to.

    Raises:
        Invalid: it is no address, or none that a request may be sent to.
    """
    try:
        target = parse_public_url(url)
        reachable(target)
    except (BadUrl, FetchFailed) as refusal:
        raise Invalid(f"revalidate_url: {refusal.message}", loc=("body", "revalidate_url")) from None
    return str(target)


def check_secret(secret: str | None) -> str | None:
    """What requests are signed with.

    Raises:
        Invalid: it is too short to be one, or too long.
    """
    if secret is not None and len(secret) not in SECRET_LENGTHS:
        raise Invalid("revalidate_secret must have 16 to 200 characters", loc=("body", "revalidate_secret"))
    return secret
