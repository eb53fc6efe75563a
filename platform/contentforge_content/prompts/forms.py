"""Bring a text into the outer form of its type: one line, a comma list, bullet lines, or running text."""

import re
from typing import Final

from contentforge_content.sources.text import cut
from contentforge_content.vocabulary import ContentType

_LABEL: Final = re.compile(
    r"^(?:#{1,6}\s*)?\**(?:(?:product|page|seo|meta|email|e-mail|blog)\s+)?"
    r"(?:title|subject(?: line)?|description|keywords?|headline|meta[ _-]?description)\s*\**\s*:\s*\**\s*",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"^\s*(?:[-*+\u2022\u2023\u25aa\u25cf\u2013\u2014\u00b7\u2713\u2714]|\d{1,2}[.)])\s+")
_ITEM_MARK: Final = re.compile(r"^\s*(?:[-*+\u2022\u2013\u00b7#]+\s*|\d{1,2}[.)]\s+)")
_LIST_SEPARATOR: Final = re.compile(r"[,;\n\u3001\u060c\uff0c|]+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?\u3002\uff01\uff1f\u061f])\s+|(?<=[\u3002\uff01\uff1f])")
_EMPHASIS: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s+(?=\S)", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\[\]]{1,200})\]\((https?://[^()\s]{1,500})\)")
_QUOTES: Final = (('"', '"'), ("'", "'"), ("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ("`", "`"))
_MAX_KEYWORD: Final = 60
_MAX_BULLET: Final = 300
_MIN_LINE: Final = 60


def as_line(text: str, content_type: ContentType, limit: int) -> str:
    """One line. A title is the first line that says something; a meta description may have been broken over several."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" -*#_=")]
    joined = " ".join(lines) if content_type is ContentType.META_DESCRIPTION else _first_said(lines)
    line = _LABEL.sub("", _ITEM_MARK.sub("", plain(joined)))
    line = unquoted(" ".join(line.split()))
    if content_type is ContentType.META_DESCRIPTION:
        return _shorten(line, limit)
    return cut(line, limit).rstrip(" ,;:-")


def _first_said(lines: list[str]) -> str:
    """The first line that is more than a label such as "Title:"."""
    return next((line for line in lines if _LABEL.sub("", line).strip(" *")), lines[0] if lines else "")


def _shorten(text: str, limit: int) -> str:
    """At most `limit` characters: whole sentences if they fill most of it, else words and an ellipsis."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept if len(kept) >= _MIN_LINE else cut(text, limit - 1).rstrip(" ,;:-.") + "\u2026"


def as_comma_list(text: str, most: int, limit: int) -> str:
    """Distinct entries on one line; entries too long for a keyword are parted at their sentences, else left out."""
    entries: dict[str, str] = {}
    for piece in _LIST_SEPARATOR.split(_LABEL.sub("", text)):
        parts = [piece] if len(piece) <= _MAX_KEYWORD else _SENTENCE_END.split(piece)
        for part in parts:
            entry = " ".join(_ITEM_MARK.sub("", plain(part)).strip(" .:\"'`\u201c\u201d").split())
            if 1 < len(entry) <= _MAX_KEYWORD and len(entries) < most:
                entries.setdefault(entry.casefold(), entry)
    joined = ", ".join(entries.values())
    return joined if len(joined) <= limit else joined[:limit].rpartition(",")[0]


def as_bullets(text: str, most: int, limit: int) -> str:
    """Lines that begin with `- `: the answer's marked lines if it has any, else its lines, else its sentences."""
    lines = [line for line in text.splitlines() if line.strip(" -*#_=")]
    marked = [line for line in lines if _BULLET.match(line)]
    if not marked and len(lines) == 1:
        lines = _SENTENCE_END.split(lines[0])
    entries: dict[str, str] = {}
    for line in marked or lines:
        entry = " ".join(plain(_BULLET.sub("", line)).split())
        if entry and len(entries) < most:
            entries.setdefault(entry.casefold(), cut(entry, _MAX_BULLET))
    kept: list[str] = []
    for entry in entries.values():
        if sum(len(line) + 3 for line in kept) + len(entry) + 2 > limit:
            break
        kept.append(f"- {entry}")
    return "\n".join(kept)


def as_text(text: str, limit: int, *, markdown: bool) -> str:
    """Running text; where the type has no Markdown, its marks are taken off."""
    if not markdown:
        text = _HEADING.sub("", plain(text))
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(mark) for mark in (". ", ".\n", "! ", "? ", "\n\n", "\u3002"))
    return head[: end + 1].rstrip() if end > limit // 2 else cut(text, limit)


def unquoted(text: str) -> str:
    """Without one pair of quotation marks around the whole."""
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        around = inner and text.startswith(opening) and text.endswith(closing)
        if around and opening not in inner and closing not in inner:
            return inner.strip()
    return text


def plain(text: str) -> str:
    """Without Markdown's emphasis, and links as their words with the address behind."""
    text = _EMPHASIS.sub(r"\2", text)
    return _LINK.sub(lambda match: match[1] if match[1] == match[2] else f"{match[1]} ({match[2]})", text)
