"""Short names of organizations, as they stand in addresses."""

import re
import secrets
import unicodedata
from typing import Final

from contentforge_platform.errors import Invalid

_FORM: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])", re.ASCII)
_LONGEST_HEAD: Final = 40
RESERVED: Final = frozenset(
    {"admin", "api", "app", "blog", "cgms", "contentforge", "default", "docs", "files", "generator", "health", "login"}
    | {"mail", "media", "metrics", "operator", "root", "static", "status", "support", "system", "writer", "www"}
)
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_RANDOM: Final = 8


def check_slug(text: str) -> str:
    """A slug that somebody chose.

    Raises:
        Invalid: it is not 3 to 63 small letters, digits and inner hyphens, or it is kept for the installation itself.
    """
    if _FORM.fullmatch(text) is None:
        raise Invalid("A slug has 3 to 63 small letters, digits and hyphens between them", loc=("body", "slug"))
    if text in RESERVED:
        raise Invalid("This slug is kept for the installation itself", loc=("body", "slug"))
    return text


def random_slug(name: str) -> str:
    """A slug that nobody has: what can be read of a name, and a random tail (40 bits)."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d")).encode("ascii", "ignore").decode()
    head = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST_HEAD].strip("-")
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{head}-{tail}" if head else tail
