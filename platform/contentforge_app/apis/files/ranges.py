"""Parts of a file, as RFC 9110 has a client ask for them."""

import re
from dataclasses import dataclass
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """`length` bytes from `start` on."""

    start: int
    length: int


class Unsatisfiable(ValueError):
    """The part that is asked for lies outside of the file (416)."""


def asked_part(header: str | None, size: int) -> Part | None:
    """The part that a Range header asks for; None for the whole file.

    What is no range in bytes, or several of them, is answered with the whole file, as the RFC allows.

    Raises:
        Unsatisfiable: nothing of the range exists.
    """
    match = _ONE_RANGE.fullmatch(header) if header else None
    if match is None or match[0].strip() == "" or (match[1], match[2]) == ("", ""):
        return None
    if match[1] == "":  # the last so many bytes
        length = min(int(match[2]), size)
        if length == 0:
            raise Unsatisfiable
        return Part(size - length, length)
    start = int(match[1])
    end = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < start:
        return None  # no range at all
    if start >= size:
        raise Unsatisfiable
    return Part(start, end - start + 1)
