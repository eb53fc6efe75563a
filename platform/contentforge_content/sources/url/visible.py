"""Find name, price, features and main text in what a visitor sees, for pages that state nothing in a structured way."""
# ruff: noqa: RUF001 - currency marks are matched in the scripts they are written in

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import html

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.price import Price, has_currency_mark, parse_price
from contentforge_content.sources.url.markup import own_text
from contentforge_content.sources.url.product import PageContext, absolute_url

_MAX_TRAFILATURA: Final = 20_000
_MAX_SUMMARY: Final = 6_000
_PRICE_NAMES: Final = re.compile(r"price|preis|prix|precio|prezzo|amount|cena|\bgia\b|kakaku|tsena", re.IGNORECASE)
_NOT_THE_PRICE: Final = re.compile(
    r"old|was|compare|regular|list-?price|strike|\bdel\b|cross|rrp|\buvp\b|before|original|shipping|delivery|versand"
    r"|per-?unit|unit-?price|basis|installment|monthly|save|discount|label|filter|range|history|note",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"related|recommend|similar|upsell|cross-?sell|also-?bought|recently|carousel|mini-?cart|\bcart\b|basket|footer|menu|\bnav\b"
    r"|accessor|review|sidebar|bundle",
    re.IGNORECASE,
)
_OUTER_TAGS: Final = frozenset({"header", "footer", "nav", "aside", "del", "s", "strike"})
_DATA_PRICES: Final = (
    "data-price",
    "data-product-price",
    "data-price-amount",
    "data-final-price",
    "data-current-price",
)
_FEATURE_NAMES: Final = re.compile(
    r"feature|bullet|spec|highlight|benefit|detail|attribute|merkmal|eigenschaft", re.IGNORECASE
)
_CODES: Final = r"\b(?:USD|EUR|GBP|CHF|JPY|VND|SAR|AED|PLN|SEK)\b"
_NEAR_MARK: Final = re.compile(
    rf"(?:[€£¥₫₽₹₩₺฿₴$]|{_CODES})\s?\d[\d.,' ]{{0,15}}"
    rf"|\d[\d.,' \u00a0\u202f]{{0,15}}\s?(?:[€£¥₫₽₹₩₺฿₴đ]|руб|円|zł|kr\b|ر\.س|د\.إ|{_CODES})"
)
_MAX_PRICE_TEXT: Final = 80
_MAX_ANCESTORS: Final = 30
_MAX_FEATURES: Final = 30
_MAX_IMAGES: Final = 5
_SMALL_IMAGE: Final = 150
_NOT_A_PHOTO: Final = re.compile(
    r"\.svg(?:$|\?)|^data:|logo|icon|sprite|pixel|placeholder|spinner|badge", re.IGNORECASE
)
_FEATURE_LENGTHS: Final = range(3, 250)


def heading(root: html.HtmlElement) -> str | None:
    """The page's first heading of the first rank."""
    for node in root.iter("h1"):
        text = " ".join(own_text(node).split())
        if text:
            return text
    return None


def visible_facts(root: html.HtmlElement, page: PageContext, *, currency: str | None) -> ProductFacts:
    """Facts from what is seen. `root` has had its hidden nodes dropped."""
    language = page.language
    price = _data_price(root, currency, language) or _named_price(root, language) or _written_price(root, language)
    return ProductFacts(
        name=heading(root),
        price=price.amount if price else None,
        currency=price.currency if price else None,
        features=tuple(_features(root)),
        image_urls=tuple(_images(root, page)),
    )


def main_text(root: html.HtmlElement) -> str | None:
    """The main text of the page, without navigation; plain visible text where that finds nothing."""
    text: str | None = None
    if sum(1 for _ in root.iter()) <= _MAX_TRAFILATURA:
        from trafilatura import extract  # noqa: PLC0415 - heavy: workers only

        text = extract(deepcopy(root), include_comments=False, include_tables=True, favor_recall=True, fast=True)
    if not text or len(text) < _MAX_PRICE_TEXT:
        bodies = root.xpath("//main") or root.xpath("//body")
        text = "\n".join(_lines(bodies[0])) if bodies else text
    return text[:_MAX_SUMMARY] if text else None


def _lines(node: html.HtmlElement) -> Iterator[str]:
    total = 0
    for piece in node.itertext():
        line = " ".join(str(piece).split())
        total += len(line)
        if line:
            yield line
        if total > _MAX_SUMMARY:
            return


def _data_price(root: html.HtmlElement, currency: str | None, language: str | None) -> Price | None:
    for name in _DATA_PRICES:
        for node in root.xpath(f"//*[@{name}]")[:50]:
            if _is_elsewhere(node):
                continue
            stated = node.get("data-currency") or node.get("data-price-currency") or currency
            price = parse_price(node.get(name), currency=stated or _currency_near(node, language), language=language)
            if price:
                return price
    return None


def _currency_near(node: html.HtmlElement, language: str | None) -> str | None:
    found = parse_price(" ".join(own_text(node).split())[:_MAX_PRICE_TEXT], language=language)
    return found.currency if found else None


def _named_price(root: html.HtmlElement, language: str | None) -> Price | None:
    """The first element whose class or id speaks of a price and not of another one; a marked currency goes first."""
    unmarked: Price | None = None
    for node in root.xpath("//body//*[@class or @id]")[:_MAX_TRAFILATURA]:
        names = f"{node.get('class', '')} {node.get('id', '')}"
        if not _PRICE_NAMES.search(names[:300]) or _is_elsewhere(node):
            continue
        text = " ".join(own_text(_without_old(node)).split())
        if not text or len(text) > _MAX_PRICE_TEXT:
            continue
        price = parse_price(text, language=language)
        if price and (price.currency or has_currency_mark(text)):
            return price
        unmarked = unmarked or price
    return unmarked


def _without_old(node: html.HtmlElement) -> html.HtmlElement:
    """A price box without its crossed-out parts."""
    crossed = [child for child in node.iterdescendants() if isinstance(child.tag, str) and _is_old(child)]
    if not crossed:
        return node
    copy = deepcopy(node)
    for child in [child for child in copy.iterdescendants() if isinstance(child.tag, str) and _is_old(child)]:
        for piece in child.iter():
            piece.text = None
            if piece is not child:
                piece.tail = None
    return copy


def _is_old(node: html.HtmlElement) -> bool:
    return node.tag in {"del", "s", "strike"} or bool(_NOT_THE_PRICE.search(node.get("class", "")[:300]))


def _is_elsewhere(node: html.HtmlElement) -> bool:
    """In navigation, among neighbours, or an old price."""
    current: html.HtmlElement | None = node
    for _ in range(_MAX_ANCESTORS):
        if current is None or current.tag in {"body", "main"}:
            return False
        names = f"{current.get('class', '')} {current.get('id', '')}"[:300]
        if current.tag in _OUTER_TAGS or _ELSEWHERE.search(names):
            return True
        if current is node and _NOT_THE_PRICE.search(names):
            return True
        current = current.getparent()
    return False


def _written_price(root: html.HtmlElement, language: str | None) -> Price | None:
    """The first amount with a currency mark in the text after the heading."""
    after = not any(True for _ in root.iter("h1"))
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        after = after or node.tag == "h1"
        text = " ".join((node.text or "").split())
        match = _NEAR_MARK.search(text[:500]) if after and text else None
        if match and not _is_elsewhere(node):
            return parse_price(match.group(), language=language)
    return None


def _features(root: html.HtmlElement) -> Iterator[str]:
    """List entries and two-column rows below an element that is named after features or specifications."""
    found = 0
    for node in root.xpath("//body//*[self::ul or self::ol or self::table or self::dl]")[:200]:
        if found >= _MAX_FEATURES or _is_elsewhere(node) or not _is_feature_list(node):
            continue
        for text in _entries(node):
            if len(text) in _FEATURE_LENGTHS and found < _MAX_FEATURES:
                found += 1
                yield text


def _images(root: html.HtmlElement, page: PageContext) -> Iterator[str]:
    """Pictures outside of navigation and neighbours, without icons and drawings."""
    found = 0
    for node in root.xpath("//body//img")[:200]:
        source = node.get("data-src") or node.get("src") or ""
        width = node.get("width", "")
        small = width.isdecimal() and int(width[:6]) < _SMALL_IMAGE
        if found >= _MAX_IMAGES or small or _NOT_A_PHOTO.search(source[:500]) or _is_elsewhere(node):
            continue
        absolute = absolute_url(page.url, source) if source else None
        if absolute:
            found += 1
            yield absolute


def _is_feature_list(node: html.HtmlElement) -> bool:
    holders = [node, *list(node.iterancestors())[:2]]
    return any(_FEATURE_NAMES.search(f"{item.get('class', '')} {item.get('id', '')}"[:300]) for item in holders)


def _entries(node: html.HtmlElement) -> Iterator[str]:
    if node.tag in {"ul", "ol"}:
        yield from (" ".join(own_text(item).split()) for item in node.iter("li"))
    elif node.tag == "table":
        for row in node.iter("tr"):
            cells = [" ".join(own_text(cell).split()) for cell in row.iter("th", "td")]
            if len(cells) == 2 and all(cells):  # noqa: PLR2004 - a name and its value
                yield f"{cells[0].rstrip(':')}: {cells[1]}"
    else:
        names = [" ".join(own_text(item).split()) for item in node.iter("dt")]
        values = [" ".join(own_text(item).split()) for item in node.iter("dd")]
        yield from (
            f"{name.rstrip(':')}: {value}" for name, value in zip(names, values, strict=False) if name and value
        )
