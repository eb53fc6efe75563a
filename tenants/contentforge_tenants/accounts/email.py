"""One account per address: which texts are addresses, and when two of them are the same."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from contentforge_platform.errors import Invalid

_LONGEST: Final = 254
_LONGEST_LOCAL: Final = 64
_LONGEST_LABEL: Final = 63
_LOCAL_PUNCTUATION: Final = frozenset("!#$%&'*+-/=?^_`{|}~.")


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address: as it was given (mail goes there), and the form in which it is unique."""

    given: str
    normalized: str

    @property
    def local(self) -> str:
        """The part before the @, which stands in for a name that was not given."""
        return self.given.rpartition("@")[0]


def parse_address(text: str) -> Address:
    """Read an address.

    Compared are NFKC and case-folded texts, the domain in its ASCII form (IDNA). Dots and tags in the local part are
    left alone: what they mean is the mail provider's business.

    Raises:
        Invalid: it is none.
    """
    address = find_address(text)
    if address is None:
        raise Invalid("Please provide a valid email address", loc=("body", "email"))
    return address


def find_address(text: str) -> Address | None:
    """Read an address, or None for what is none."""
    given = text.strip()
    if not 0 < len(given) <= _LONGEST:
        return None
    try:
        given.encode()
    except UnicodeEncodeError:
        return None
    local, at, domain = unicodedata.normalize("NFKC", given).rpartition("@")
    ascii_domain = _ascii_domain(domain)
    if not at or ascii_domain is None or not _is_local(local):
        return None
    return Address(given, f"{unicodedata.normalize('NFKC', local.casefold())}@{ascii_domain}")


def _is_local(local: str) -> bool:
    if not 0 < len(local.encode()) <= _LONGEST_LOCAL or local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    return all(character in _LOCAL_PUNCTUATION or unicodedata.category(character)[0] in "LMN" for character in local)


def _ascii_domain(domain: str) -> str | None:
    try:
        encoded = domain.casefold().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = encoded.split(".")
    return encoded if len(labels) > 1 and all(map(_is_label, labels)) else None


def _is_label(label: str) -> bool:
    if not 0 < len(label) <= _LONGEST_LABEL or label.startswith("-") or label.endswith("-"):
        return False
    return all(character.isalnum() or character == "-" for character in label)
