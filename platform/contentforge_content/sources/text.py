"""Make strangers' text safe to store and to show: one line or many, bounded, without control characters."""

import re
import unicodedata
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_TAG_CHARACTER: Final = re.compile(r"[\U000e0000-\U000e007f]")
_GUESS: Final = 65_536
_ASCII: Final = 127
_FEW: Final = 0.12
_SPACES: Final = re.compile(r"\s+")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_TRAILING: Final = re.compile(r"[ \t\xa0]+\n")


def scrub(text: str) -> str:
    """Drop what PostgreSQL refuses (NUL, lone surrogates) and what nobody sees (controls, direction and tag marks)."""
    if text.isprintable():
        return text  # most text is, and none of what is dropped
    text = _LONE_SURROGATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _TAG_CHARACTER.sub("", _CONTROL.sub("", text))


def one_line(text: str, limit: int) -> str:
    """A single line of at most `limit` characters, composed (NFC), cut at a word where one ends near."""
    flat = _SPACES.sub(" ", scrub(text[: limit * 20])).strip()
    return cut(unicodedata.normalize("NFC", flat), limit)


def many_lines(text: str, limit: int) -> str:
    """Paragraphs kept, runs of blank lines folded, at most `limit` characters."""
    tidy = _BLANK_LINES.sub("\n\n", _TRAILING.sub("\n", scrub(text[: limit * 20]) + "\n")).strip()
    return cut(unicodedata.normalize("NFC", tidy), limit)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ending at a word if that loses less than a fifth."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = max(head.rfind(" "), head.rfind("\n"))
    return (head[:space] if space > limit * 4 // 5 else head).rstrip()


def guess_charset(data: bytes) -> str | None:
    """The likeliest encoding of text that is not UTF-8. Statistics need text: with few marked letters it is Western."""
    sample = data[:_GUESS]
    if b"\x00" not in sample and sum(byte > _ASCII for byte in sample) < len(sample) * _FEW:
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and only for texts that declare nothing readable

    best = from_bytes(sample).best()
    return best.encoding if best else None
