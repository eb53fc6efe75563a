"""Compose what stands on a product page and in a search result."""

from collections.abc import Iterable
from typing import Final

from contentforge_content.providers.local.material import Material, run_on
from contentforge_content.providers.local.voice import Voice
from contentforge_content.sources.text import cut

_TITLE: Final = 70
_META: Final = 155
_MIN_META: Final = 110
_KEYWORDS: Final = 12
_MAX_KEYWORD_WORDS: Final = 5
_MAX_BULLET: Final = 160
_FEW: Final = 4


def title(material: Material, voice: Voice) -> str:
    """Brand, name, and what kind of thing it is, as far as the name does not say so and the length allows."""
    name = material.name
    if material.brand and not _holds(name, material.brand):
        name = f"{material.brand} {name}"
    extras = [material.category] if material.category else []
    if voice.searchable:
        extras += [word for word in material.keywords if not _holds(name, word)][:1]
    for extra in extras:
        longer = f"{name} \u2013 {extra[:1].upper()}{extra[1:]}"
        if not _shares_words(name, extra) and len(longer) <= _TITLE:
            name = longer
    return cut(name, 150)


def description(material: Material, voice: Voice) -> str:
    """The source's own sentences, then features and price."""
    paragraphs = [run_on((_opening(material, voice), *material.sentences[: voice.sentences])).strip()]
    features = material.features[: voice.features]
    if features and voice.lists:
        paragraphs.append("\n".join(filter(None, (voice.features_intro, *(f"- {item}" for item in features)))))
    elif features:
        paragraphs.append(_listing(features))
    paragraphs.append(closing(material, voice))
    return "\n\n".join(part for part in paragraphs if part)


def product_description(material: Material, voice: Voice) -> str:
    """As a description, with a hook before and a call after it."""
    hook = voice.hook.format(name=material.name) if voice.hook else f"**{material.name}**"
    points = material.features[: voice.features] or _keyword_points(material, voice)
    blocks = (
        hook,
        run_on(material.sentences[: voice.sentences]) or (_opening(material, voice) if material.is_product else ""),
        "\n".join(f"- {item}" for item in points) if voice.lists else _listing(points),
        " ".join(part for part in (closing(material, voice), voice.call) if part),
    )
    return "\n\n".join(block for block in blocks if block)


def meta_description(material: Material, voice: Voice) -> str:
    """Name, then as many whole facts as fit."""
    lead = material.name if material.name[-1:] in ".!?" else f"{material.name}:"
    pieces: list[str] = [*material.sentences[:2], *(_ended(item) for item in material.features[:4])]
    pieces = [piece for piece in pieces if not piece.casefold().startswith(material.name.casefold())] or pieces
    text = lead if pieces else material.name + "."
    for piece in (*pieces, closing(material, voice), voice.call):
        if piece and len(text) + 1 + len(piece) <= _META:
            text = f"{text} {piece}"
        elif piece and len(text) < _MIN_META // 2:
            text = f"{text} {cut(piece, _META - len(text) - 2).rstrip(' ,;:.')}\u2026"
    return text


def keywords(material: Material, voice: Voice) -> str:  # noqa: ARG001 - all writers share one signature
    """Name, brand with category, then the text's own key phrases."""
    name = material.name if len(material.name.split()) <= _MAX_KEYWORD_WORDS else None
    kind = " ".join(part for part in (material.brand, material.category) if part)
    labelled = [item.partition(":")[2].strip() for item in material.features if ":" in item]
    short = [item for item in (*material.features, *labelled) if 1 <= len(item.split()) <= 3 and ":" not in item]  # noqa: PLR2004 - search phrases are short
    found: dict[str, None] = {}
    for phrase in (name, kind, material.category, *material.keywords, *short, material.brand):
        words = (phrase or "").replace(",", " ").strip(" .").casefold()
        if words and len(words) <= 60:  # noqa: PLR2004 - the longest keyword that is kept
            found.setdefault(" ".join(words.split()))
    return ", ".join(list(found)[:_KEYWORDS]) or material.name.casefold()


def bullet_points(material: Material, voice: Voice) -> str:
    """Features; where there are few, short sentences and known fields join them."""
    points = [cut(item, _MAX_BULLET) for item in material.features[: max(voice.features, 6)]]
    if len(points) < _FEW:
        points += [item.rstrip(".\u3002") for item in material.sentences if len(item) <= _MAX_BULLET][: 6 - len(points)]
    if len(points) < _FEW:
        points += _labelled(material, voice)
    return "\n".join(f"- {item}" for item in points or [material.name])


def closing(material: Material, voice: Voice) -> str:
    """Price and availability, as far as they are known."""
    price = voice.price_line.format(price=material.price) if material.price else ""
    return " ".join(part for part in (price, voice.stock_line if material.in_stock else "") if part)


def _opening(material: Material, voice: Voice) -> str:
    """A sentence that names the product, unless the source's first one does."""
    first = material.sentences[0] if material.sentences else ""
    if first and _holds(first, material.name):
        return ""
    if not voice.english:
        return f"{material.name}{'.' if material.name[-1:].isascii() else ''}"
    kind = (
        f" ({material.category})" if material.category and not _shares_words(material.name, material.category) else ""
    )
    by = f" by {material.brand}" if material.brand and not _holds(material.name, material.brand) else ""
    return f"{material.name}{by}{kind}."


def _keyword_points(material: Material, voice: Voice) -> list[str]:
    return [f"{word[:1].upper()}{word[1:]}" for word in material.keywords[: min(voice.features, 5)]]


def _labelled(material: Material, voice: Voice) -> list[str]:
    if not voice.english:
        return [item for item in (material.brand, material.category, material.price) if item]
    known = (("Brand", material.brand), ("Category", material.category), ("Price", material.price))
    return [f"{label}: {value}" for label, value in known if value]


def _listing(items: Iterable[str]) -> str:
    joined = "; ".join(item.rstrip(".") for item in items)
    return f"{joined}." if joined else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "\u3002")) else f"{text}."


def _holds(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


def _shares_words(text: str, other: str) -> bool:
    words = {word.rstrip("s") for word in text.casefold().split()}
    return any(word.rstrip("s") in words for word in other.casefold().split())
