"""What a text can be made of: names, sentences, features and keywords, taken from facts or from a brief."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contentforge_content.providers.local.keywords import extract_keywords
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.text import cut, one_line

_SENTENCE: Final = re.compile(r"(?<=[.!?\u3002\uff01\uff1f\u061f])\s+|(?<=[\u3002\uff01\uff1f])|\n+")
_SENTENCE_MARKS: Final = (".", "!", "?", "\u3002", "\uff01", "\uff1f", "\u061f", ":")
_INSTRUCTION: Final = re.compile(
    r"^(?:please\s+|can you\s+|could you\s+|i (?:need|want)\s+)?"
    r"(?:write|create|generate|draft|make|compose|produce|prepare|give me|develop)\b"
    r"(?:[^.\n]{0,160}\b(?:about|regarding|describing|announcing|promoting)|[^.\n]{0,100}?\b(?:on|for|of))\s+",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"^(?:an?|the|our|my|your)\s+", re.IGNORECASE)
_SYMBOLS: Final = {"USD": "$", "EUR": "\u20ac", "GBP": "\u00a3", "JPY": "\u00a5", "INR": "\u20b9"}
# Scripts beyond this character (Chinese, Japanese, Korean) put more into fewer signs.
_LAST_SPACED: Final = "\u2e7f"
_MAX_SENTENCES: Final = 24
_MIN_SENTENCE: Final = 12
_MIN_DENSE_SENTENCE: Final = 6
_MAX_SENTENCE: Final = 400
_MAX_TOPIC: Final = 90


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a writer may use. `is_product` tells facts from a brief."""

    name: str
    is_product: bool
    brand: str | None = None
    category: str | None = None
    price: str | None = None
    in_stock: bool = False
    features: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None


def gather(subject: ProductFacts | str) -> Material:
    return _from_brief(subject) if isinstance(subject, str) else _from_facts(subject)


def _from_facts(facts: ProductFacts) -> Material:
    known = {(facts.name or "").casefold(), *(item.casefold().rstrip(".") for item in facts.features)}
    sentences = _sentences(facts.description or "", known) or _sentences(facts.summary or "", known)
    leaf = facts.category.split(">")[-1].strip() if facts.category else None
    text = ". ".join((facts.name or "", *sentences, *facts.features))
    return Material(
        name=facts.name or "",
        is_product=True,
        brand=facts.brand,
        category=leaf,
        price=price_text(facts.price, facts.currency, facts.language),
        in_stock=facts.availability == "in_stock",
        features=facts.features,
        sentences=sentences,
        keywords=extract_keywords(text, facts.language),
        language=facts.language,
    )


def _from_brief(brief: str) -> Material:
    first, *rest = _SENTENCE.split(brief.strip())
    topic = _ARTICLE.sub("", _INSTRUCTION.sub("", first)).strip(" .!?:\"'")
    topic = cut(one_line(topic or first, 300), _MAX_TOPIC).rstrip(" ,;:")
    return Material(
        name=topic[:1].upper() + topic[1:],
        is_product=False,
        sentences=tuple(line for piece in rest if (line := _sentence(piece))),
        keywords=extract_keywords(". ".join((topic, *rest)), None),
    )


def price_text(price: str | None, currency: str | None, language: str | None) -> str | None:
    """A price for people: a plain number gets its currency, a text stays as it was given."""
    if not price or not re.fullmatch(r"\d+(?:\.\d+)?", price):
        return price
    if not currency or not (language or "en").lower().startswith("en"):
        return f"{price} {currency or ''}".strip()
    grouped = f"{float(price):,.2f}" if "." in price else f"{int(price):,}"
    return f"{_SYMBOLS[currency]}{grouped}" if currency in _SYMBOLS else f"{grouped} {currency}"


def _sentences(text: str, known: set[str]) -> tuple[str, ...]:
    """Whole sentences in their order, without repetitions and without what is known already."""
    found: dict[str, str] = {}
    for piece in _SENTENCE.split(text):
        sentence = _sentence(piece)
        if sentence and sentence.casefold().rstrip(".\u3002") not in known and len(found) < _MAX_SENTENCES:
            found.setdefault(sentence.casefold(), sentence)
    return tuple(found.values())


def run_on(sentences: Iterable[str]) -> str:
    """Sentences one after another; scripts that need no spaces get none."""
    text = " ".join(sentences)
    return re.sub(r"(?<=[\u3002\uff01\uff1f]) ", "", text)


def _sentence(piece: str) -> str | None:
    line = " ".join(piece.split()).lstrip("-*\u2022| ").strip()
    dense = any(char > _LAST_SPACED for char in line[:20])
    if len(line) < (_MIN_DENSE_SENTENCE if dense else _MIN_SENTENCE):
        return None
    letters = sum(char.isalpha() for char in line)
    if "|" in line or letters * 2 < len(line.replace(" ", "")):
        return None  # a table's row, a price, a phone number
    line = cut(line, _MAX_SENTENCE)
    return line if line.endswith(_SENTENCE_MARKS) else line + ("\u3002" if dense else ".")
