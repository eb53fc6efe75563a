"""Ids as Stripe makes them: a prefix that names the kind, then random letters and digits."""

import secrets
import string
from typing import Final

_ALPHABET: Final = string.ascii_letters + string.digits


def random_text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_id(prefix: str, length: int = 24) -> str:
    """Return e.g. `sub_` and `length` random characters."""
    return f"{prefix}_{random_text(length)}"
