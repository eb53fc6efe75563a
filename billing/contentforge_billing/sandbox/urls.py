"""Addresses that requests name."""

import re
from typing import Final
from urllib.parse import urlsplit

from contentforge_billing.sandbox.errors import invalid

_PLAIN_HOST: Final = re.compile(r"[A-Za-z0-9.\-_:\[\]]+")


def checked_url(url: str, param: str) -> str:
    """Return `url` if a browser or a delivery could go there.

    Raises:
        StripeProblem: it has no scheme or host (400).
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(char.isspace() for char in url):
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", param, "url_invalid")
    return url


def origin_of(url: str) -> str:
    """Scheme, host and port, as a content security policy names them; nothing if they are not plain."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if _PLAIN_HOST.fullmatch(host) else ""
