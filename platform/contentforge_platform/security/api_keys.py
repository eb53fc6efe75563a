"""API keys: recognisable in a leak by their prefix, and checkable for typing errors without asking the database."""

import hmac
import re
import zlib

from contentforge_platform.security import base62

PREFIX = "cf_live_"
_RANDOM = 40
_CHECKSUM = 6
_FORM = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECKSUM}}}", re.ASCII)
_SHOWN = len(PREFIX) + 4


def make_api_key() -> str:
    """A new key: `cf_live_`, 40 random characters (238 bits) and a checksum of 6."""
    body = PREFIX + base62.random_text(_RANDOM)
    return body + _checksum(body)


def well_formed(text: str) -> bool:
    """Whether a text can be one of our keys. What fails here needs no database."""
    if _FORM.fullmatch(text) is None:
        return False
    return hmac.compare_digest(text[-_CHECKSUM:], _checksum(text[:-_CHECKSUM]))


def shown_prefix(key: str) -> str:
    """The head by which people recognise a key in a list: the prefix and 4 characters."""
    return key[:_SHOWN]


def _checksum(body: str) -> str:
    return base62.encode(zlib.crc32(body.encode("ascii")), _CHECKSUM)
