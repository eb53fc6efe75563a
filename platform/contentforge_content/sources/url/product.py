"""Choose a page's main product among its structured objects, and turn it into facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.price import Price, parse_price
from contentforge_content.sources.url.markup import fragment_text
from contentforge_content.sources.url.nodes import JsonObject, as_list, objects, text_of

_PRODUCT_TYPES: Final = frozenset(
    {
        "product", "productgroup", "individualproduct", "productmodel", "someproducts", "vehicle", "car", "book",
        "movie", "mobileapplication", "softwareapplication", "course",
    }
)  # fmt: skip
# Products under these keys are neighbours, not what the page is about.
_NEIGHBOURS: Final = frozenset(
    {"isrelatedto", "issimilarto", "isaccessoryorsparepartfor", "isconsumablefor", "itemlistelement", "item"}
)
_MAX_CANDIDATES: Final = 200
_MAX_PROSE: Final = 50_000
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the page says of itself, to tell its main product from the others."""

    url: str
    canonical: str | None
    heading: str | None
    title: str | None
    language: str | None


def main_product(items: Iterable[JsonObject], page: PageContext) -> ProductFacts | None:
    """Facts of the one product that the page is about, or None if the structured data holds none."""
    pool = [(node, key) for item in items for node, key in objects(item)][: _MAX_CANDIDATES * 50]
    by_id = {str(node["@id"]): node for node, _ in pool if isinstance(node.get("@id"), str) and len(node) > 2}  # noqa: PLR2004 - a bare reference has @id and at most @type
    candidates = [(node, key) for node, key in pool if _is_product(node) and text_of(node.get("name"))]
    if not candidates:
        return None
    ranked = sorted(
        (
            (_score(node, key, page), -position, node)
            for position, (node, key) in enumerate(candidates[:_MAX_CANDIDATES])
        ),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    facts = _facts(ranked[0][2], by_id, page)
    trail = _breadcrumb(pool, facts.name)
    return facts if facts.category or not trail else facts.merge(ProductFacts(category=trail))


def types_of(node: JsonObject) -> set[str]:
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold() for kind in as_list(node.get("@type"))}


def _is_product(node: JsonObject) -> bool:
    return not _PRODUCT_TYPES.isdisjoint(types_of(node))


def _score(node: JsonObject, key: str, page: PageContext) -> int:
    """Higher is more likely the main one: its own address, then its name in heading and title, then completeness."""
    name = (text_of(node.get("name")) or "").casefold()
    score = 0
    if _same_page(node, page):
        score += 60
    for words, weight in ((page.heading, 40), (page.title, 20)):
        if words and name and (name in words.casefold() or words.casefold() in name):
            score += weight
    if key.casefold() == "mainentity":
        score += 50
    if key.casefold() in _NEIGHBOURS:
        score -= 40
    if key.casefold() == "hasvariant":
        score -= 15
    score += sum(4 for field in ("offers", "description", "image", "sku", "brand", "hasVariant") if node.get(field))
    return score


def _same_page(node: JsonObject, page: PageContext) -> bool:
    wanted = {_address(url) for url in (page.url, page.canonical) if url}
    stated = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    stated += [offer.get("url") for offer in as_list(node.get("offers"))[:5] if isinstance(offer, dict)]
    for value in stated:
        text = value.get("@id") if isinstance(value, dict) else value
        if isinstance(text, str) and text and _address(absolute_url(page.url, text) or "") in wanted:
            return True
    return False


def _address(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url, "")
    return (parts.netloc.casefold().removeprefix("www."), parts.path.rstrip("/"))


def absolute_url(base: str, url: str) -> str | None:
    """`url` as seen from `base`, if that is an http address."""
    try:
        joined = urljoin(base, url.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _facts(node: JsonObject, by_id: Mapping[str, JsonObject], page: PageContext) -> ProductFacts:
    variants = [item for item in as_list(node.get("hasVariant")) if isinstance(item, dict)]
    variants = [by_id.get(str(item.get("@id")), item) for item in variants[:50]]
    price = _offer_price(node, by_id, page) or next(
        (found for item in variants if (found := _offer_price(item, by_id, page))), None
    )
    brand = node.get("brand") or node.get("manufacturer")
    if isinstance(brand, dict) and brand.get("@id") in by_id:
        brand = by_id[str(brand["@id"])]
    return ProductFacts(
        name=text_of(node.get("name")),
        price=price.amount if price else None,
        currency=price.currency if price else None,
        brand=text_of(brand),
        category=_category(node.get("category")),
        description=_prose(text_of(node.get("description"))),
        features=tuple(_features(node)),
        sku=text_of(node.get("sku") or node.get("mpn") or node.get("gtin13") or node.get("productGroupID")),
        availability=_availability(node, variants),
        language=text_of(node.get("inLanguage")),
        image_urls=tuple(_images([node, *variants], by_id, page)),
    )


def _offer_price(node: JsonObject, by_id: Mapping[str, JsonObject], page: PageContext) -> Price | None:
    """The first offer with a price: a list, an AggregateOffer (its low price), a priceSpecification, a reference."""
    queue = [(offer, 0) for offer in as_list(node.get("offers"))[:50]]
    while queue:
        offer, depth = queue.pop(0)
        if not isinstance(offer, dict):
            continue
        if len(offer) <= 2 and str(offer.get("@id")) in by_id:  # noqa: PLR2004 - a bare reference has @id and at most @type
            offer = by_id[str(offer["@id"])]
        currency = text_of(offer.get("priceCurrency"))
        for field in ("price", "lowPrice", "minPrice"):
            value = offer.get(field)
            price = parse_price(
                value if isinstance(value, int | float) else text_of(value), currency=currency, language=page.language
            )
            if price:
                return price
        if depth < 3:  # noqa: PLR2004 - offers in offers in a specification is as deep as shops go
            nested = [*as_list(offer.get("priceSpecification")), *as_list(offer.get("offers"))]
            queue = [(_with_currency(item, currency), depth + 1) for item in nested[:50]] + queue
    return None


def _with_currency(offer: object, currency: str | None) -> object:
    return {"priceCurrency": currency, **offer} if isinstance(offer, dict) and currency else offer


def _availability(node: JsonObject, variants: list[JsonObject]) -> str | None:
    for holder in (node, *variants):
        for offer in as_list(holder.get("offers"))[:20]:
            stated = text_of(offer.get("availability")) if isinstance(offer, dict) else None
            if stated:
                word = stated.rstrip("/").rsplit("/", 1)[-1]
                return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()
    return None


def _features(node: JsonObject) -> Iterable[str]:
    for item in as_list(node.get("additionalProperty"))[:40]:
        if isinstance(item, dict):
            name, value = text_of(item.get("name")), text_of(item.get("value"))
            if name and value:
                yield f"{name}: {value} {text_of(item.get('unitText')) or ''}".strip()
    for field in ("material", "color", "size", "pattern"):
        value = text_of(node.get(field))
        if value:
            yield f"{field.capitalize()}: {value}"
    for note in as_list(node.get("positiveNotes"))[:5]:
        if isinstance(note, dict):
            yield from (text for item in as_list(note.get("itemListElement"))[:20] if (text := text_of(item)))


def _images(nodes: list[JsonObject], by_id: Mapping[str, JsonObject], page: PageContext) -> Iterable[str]:
    for node in nodes:
        for entry in as_list(node.get("image"))[:20]:
            image = by_id.get(str(entry.get("@id")), entry) if isinstance(entry, dict) else entry
            url = (image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else image
            absolute = absolute_url(page.url, text_of(url) or "") if url else None
            if absolute:
                yield absolute


def _category(value: object) -> str | None:
    text = text_of(value)
    if not text:
        return None
    parts = [part.strip() for part in re.split(r"\s[>/|»]\s|>", text) if part.strip()]
    return " > ".join(parts) or None


def _breadcrumb(pool: list[tuple[JsonObject, str]], name: str | None) -> str | None:
    for node, _ in pool:
        if "breadcrumblist" not in types_of(node):
            continue
        steps = [
            text_of(step.get("name")) or text_of(step.get("item"))
            for step in as_list(node.get("itemListElement"))
            if isinstance(step, dict)
        ]
        trail = [step for step in steps if step and step.casefold() != (name or "").casefold()]
        if len(trail) > 1:
            return " > ".join(trail[1:5])
    return None


def _prose(text: str | None) -> str | None:
    """Descriptions often carry HTML; its tags and hidden parts go, its paragraphs stay."""
    return fragment_text(text[:_MAX_PROSE]) if text and _TAG.search(text[:_MAX_PROSE]) else text
