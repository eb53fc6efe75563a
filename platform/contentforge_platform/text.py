"""Texts made comparable: what a search looks through, and what an address may be made of."""

import re
import unicodedata
from typing import Final

SLUG_LENGTH: Final = 100

# Letters that Unicode does not take apart, though people type them without their strokes.
_STROKES: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ø": "o", "ŧ": "t", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ı": "i"}  # noqa: RUF001 - the dotless letter of Turkish is meant
)
_NOT_OF_SLUGS: Final = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return `text` as searches compare it: compatibility forms taken apart (NFKD), marks dropped, đ as d, lower case.

    Folding twice changes nothing. Scripts without marks come out as they are.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in apart if not unicodedata.combining(character)).lower()
    # Lower case may bring marks of its own; what had no marks to lose (Hangul) is put together again.
    apart = unicodedata.normalize("NFKD", bare.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def slugify(text: str, otherwise: str = "") -> str:
    """Return the folded words of `text` joined by single hyphens: a-z and 0-9 only, at most 100 characters.

    Words are dropped whole where the limit allows it. `otherwise` is returned when nothing is left.
    """
    slug = _NOT_OF_SLUGS.sub("-", fold(text)).strip("-")
    if len(slug) > SLUG_LENGTH:
        whole = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
        slug = whole or slug[:SLUG_LENGTH]
    return slug or otherwise
