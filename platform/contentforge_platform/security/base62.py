"""Letters and digits only: text that survives a double click, a URL and a shell."""

import secrets
import string

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BASE = len(ALPHABET)


def random_text(length: int) -> str:
    """Random characters from the system's generator, 5.95 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def encode(number: int, width: int) -> str:
    """A non-negative number in base 62, padded with zeros to `width`."""
    digits = []
    while number:
        number, rest = divmod(number, _BASE)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits)).rjust(width, ALPHABET[0])
