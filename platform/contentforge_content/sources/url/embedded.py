"""Find the product in the JSON that a JavaScript shop ships inside its page (`__NEXT_DATA__` and its kin)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lxml import html

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.price import Price, iso_currency, parse_price
from contentforge_content.sources.url.nodes import MAX_SCRIPT, JsonObject, as_list, load, objects, text_of
from contentforge_content.sources.url.product import PageContext, absolute_url

_MAX_SCRIPTS: Final = 40
_ASSIGNMENT: Final = re.compile(
    r"(?:window|self|globalThis)(?:\.|\[['\"])[A-Za-z_$][\w$]{0,60}(?:['\"]\])?\s{0,10}=\s{0,10}(?=[{\[])"
)
_NAME_KEYS: Final = ("name", "title", "productName", "product_name", "displayName")
_PRICE_KEYS: Final = (
    "price", "currentPrice", "salePrice", "finalPrice", "priceAmount", "amount", "sellingPrice", "current_price",
    "sale_price", "final_price", "priceRange", "prices", "pricing", "offers",
)  # fmt: skip
_INNER_PRICE_KEYS: Final = (
    "amount", "value", "current", "price", "final", "sale", "minVariantPrice", "lowPrice", "min", "centAmount",
    "formatted",
)  # fmt: skip
_CURRENCY_KEYS: Final = ("currency", "currencyCode", "priceCurrency", "currency_code", "currencyIso", "currencyIsoCode")
_OTHER_KEYS: Final = (
    "description",
    "sku",
    "brand",
    "images",
    "image",
    "slug",
    "handle",
    "features",
    "category",
    "id",
    "variants",
)
_MIN_SCORE: Final = 6


def embedded_product(scripts: list[str], page: PageContext) -> ProductFacts | None:
    """Facts of the object that looks most like the page's product, or None."""
    best: tuple[int, JsonObject] | None = None
    for text in scripts:
        for node, _ in objects(load(text)):
            score = _score(node, page)
            if score >= _MIN_SCORE and (best is None or score > best[0]):
                best = (score, node)
    return _facts(best[1], page) if best else None


def embedded_scripts(root: html.HtmlElement) -> list[str]:
    """The JSON texts of a page, taken before scripts are dropped: JSON scripts, and objects assigned to `window`."""
    return list(_json_texts(root))


def _json_texts(root: html.HtmlElement) -> Iterator[str]:
    for script in list(root.iter("script"))[:_MAX_SCRIPTS]:
        text = script.text or ""
        if not text or len(text) > MAX_SCRIPT or "ld+json" in script.get("type", ""):
            continue
        if "json" in script.get("type", "").lower() or script.get("id") in {"__NEXT_DATA__", "__NUXT_DATA__"}:
            yield text
            continue
        match = _ASSIGNMENT.search(text)
        if match:
            yield _balanced(text[match.end() :])


def _balanced(text: str) -> str:
    """The object or list at the beginning of `text`, up to the bracket that closes it."""
    depth, quoted, escaped = 0, False, False
    for position, char in enumerate(text):
        if quoted:
            escaped, quoted = (char == "\\" and not escaped), (char != '"' or escaped)
        elif char == '"':
            quoted, escaped = True, False
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return text[: position + 1]
    return ""


def _score(node: JsonObject, page: PageContext) -> int:
    name = _first_text(node, _NAME_KEYS)
    if not name or not any(node.get(key) for key in (*_PRICE_KEYS, "variants")):
        return 0
    score = 4 + 2 * sum(1 for key in _OTHER_KEYS if node.get(key))
    if any(words and name.casefold() in words.casefold() for words in (page.title, page.heading)):
        score += 10
    slug = _first_text(node, ("slug", "handle", "url", "path"))
    if slug and slug.strip("/") and slug.strip("/") in page.url:
        score += 12
    return score if _price(node, page) else 0


def _facts(node: JsonObject, page: PageContext) -> ProductFacts:
    price = _price(node, page)
    features = [
        text for item in as_list(node.get("features") or node.get("highlights"))[:40] if (text := text_of(item))
    ]
    return ProductFacts(
        name=_first_text(node, _NAME_KEYS),
        price=price.amount if price else None,
        currency=price.currency if price else None,
        brand=text_of(node.get("brand") or node.get("vendor") or node.get("manufacturer")),
        category=text_of(node.get("category") or node.get("product_type")),
        description=text_of(node.get("description") or node.get("shortDescription") or node.get("body_html")),
        features=tuple(features),
        sku=text_of(node.get("sku")),
        image_urls=tuple(_images(node, page)),
    )


def _images(node: JsonObject, page: PageContext) -> Iterator[str]:
    for entry in [*as_list(node.get("image")), *as_list(node.get("images"))][:10]:
        url = (entry.get("url") or entry.get("src")) if isinstance(entry, dict) else entry
        absolute = absolute_url(page.url, url) if isinstance(url, str) else None
        if absolute:
            yield absolute


def _first_text(node: JsonObject, keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if isinstance(node.get(key), str) and (text := text_of(node[key]))), None)


def _price(node: JsonObject, page: PageContext) -> Price | None:
    currency = _currency(node)
    for key in _PRICE_KEYS:
        price = _amount(node.get(key), currency, page, depth=0)
        if price:
            return _cents(node, key, price)
    for variant in as_list(node.get("variants"))[:5]:
        if isinstance(variant, dict):
            price = _amount(variant.get("price"), currency or _currency(variant), page, depth=0)
            if price:
                return _cents(node, "price", price) if isinstance(variant.get("price"), int) else price
    return None


def _amount(value: object, currency: str | None, page: PageContext, *, depth: int) -> Price | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return parse_price(value, currency=currency, language=page.language)
    currency = _currency(value) or currency
    for key in _INNER_PRICE_KEYS if depth < 3 else ():  # noqa: PLR2004 - a range of prices of a money object
        price = _amount(value.get(key), currency, page, depth=depth + 1)
        if price and key == "centAmount":
            return Price(f"{Decimal(price.amount) / 100:.2f}", price.currency)
        if price:
            return price
    return None


def _cents(node: JsonObject, key: str, price: Price) -> Price:
    """One large shop system writes whole cents in its product JSON, known by `handle` beside `variants`."""
    raw = node.get(key)
    if {"handle", "variants"} <= node.keys() and (isinstance(raw, int) or raw is None):
        return Price(f"{Decimal(price.amount) / 100:.2f}", price.currency)
    return price


def _currency(node: JsonObject) -> str | None:
    return next((code for key in _CURRENCY_KEYS if (code := iso_currency(text_of(node.get(key))))), None)
