"""Opaque tokens: refresh, e-mail verification, password reset, preview. All state about them is in their row."""

import re

from contentforge_platform.security import base62

_RANDOM = 43
_KIND = re.compile(r"[a-z]{2,10}")
_FORM = re.compile(rf"cf_([a-z]{{2,10}})_[0-9A-Za-z]{{{_RANDOM}}}", re.ASCII)


def make_opaque_token(kind: str) -> str:
    """A new token of 256 random bits; `kind`, such as `refresh`, stays readable in front: `cf_refresh_...`."""
    if _KIND.fullmatch(kind) is None:
        raise ValueError("a token's kind is 2 to 10 lower-case letters")
    return f"cf_{kind}_{base62.random_text(_RANDOM)}"


def is_opaque_token(text: str, kind: str) -> bool:
    """Whether a text can be one of our tokens of this kind. What fails here needs no database."""
    match = _FORM.fullmatch(text)
    return match is not None and match.group(1) == kind
