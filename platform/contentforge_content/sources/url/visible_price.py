"""Find the price that a visitor sees: in data attributes, in elements named after prices, or after the heading."""
# ruff: noqa: RUF001 - currency marks are matched in the scripts they are written in

import re
from copy import deepcopy
from typing import Final

from lxml import html

from contentforge_content.sources.price import Price, has_currency_mark, parse_price
from contentforge_content.sources.url.markup import own_text

_MAX_NODES: Final = 20_000
_PRICE_NAMES: Final = re.compile(r"price|preis|prix|precio|prezzo|amount|cena|\bgia\b|kakaku|tsena", re.IGNORECASE)
_OLD: Final = r"old|was|compare|regular|list-?price|strike|\bdel\b|cross|rrp|\buvp\b|before|original|basis"
_OLD_PRICE: Final = re.compile(rf"(?:^|\s)(?=\S*(?:price|preis|prix))\S*(?:{_OLD})", re.IGNORECASE)
_NOT_THE_PRICE: Final = re.compile(
    rf"{_OLD}|shipping|delivery|versand|per-?unit|unit-?price|installment|monthly|save|discount|label|filter|range"
    r"|history|note",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"related|recommend|similar|upsell|cross-?sell|also-?bought|recently|mini-?cart|\bcart\b|basket|footer|menu|\bnav\b"
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
_CODES: Final = r"\b(?:USD|EUR|GBP|CHF|JPY|VND|SAR|AED|PLN|SEK)\b"
_NEAR_MARK: Final = re.compile(
    rf"(?:[€£¥₫₽₹₩₺฿₴$]|{_CODES})\s?\d[\d.,' ]{{0,15}}"
    rf"|\d[\d.,' \u00a0\u202f]{{0,15}}\s?(?:[€£¥₫₽₹₩₺฿₴đ]|руб|円|zł|kr\b|ر\.س|د\.إ|{_CODES})"
)
_ABOUT_SOMETHING_ELSE: Final = re.compile(
    r"shipping|delivery|postage|\bover\b|\boff\b|\bsave\b|month|/mo\b|gift ?card|versand|lieferung|livraison|env[ií]o"
    r"|spedizione|доставк|送料|phí giao|شحن",
    re.IGNORECASE,
)
# Shops set the cents in an element of their own: "1,249" and ".00", or "24" and "99".
_PARTED_CENTS: Final = re.compile(r"(\d)\s+([.,]\d{2})(?!\d)")
_BARE_CENTS: Final = re.compile(r"^(\D{0,5}\d{1,6})\s(\d{2})(\D{0,5})$")
_MAX_PRICE_TEXT: Final = 80
_MAX_ANCESTORS: Final = 30
_NEAR: Final = 3


def visible_price(root: html.HtmlElement, language: str | None) -> Price | None:
    """The page's main price, or None."""
    return _data_price(root, language) or _named_price(root, language) or _written_price(root, language)


def is_elsewhere(node: html.HtmlElement) -> bool:
    """In navigation, a cart or a footer, or among other products."""
    return any(ancestor.tag in _OUTER_TAGS or _ELSEWHERE.search(_names(ancestor)) for ancestor in _up_to_main(node))


def _up_to_main(node: html.HtmlElement) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = []
    current: html.HtmlElement | None = node
    while current is not None and current.tag not in {"body", "main"} and len(found) < _MAX_ANCESTORS:
        found.append(current)
        current = current.getparent()
    return found


def _names(node: html.HtmlElement) -> str:
    return f"{node.get('class', '')} {node.get('id', '')}"[:300]


def _is_another_price(node: html.HtmlElement) -> bool:
    """An old price, or not the product's: by its own name, or by what the boxes right around it are called."""
    around = _up_to_main(node)[1 : _NEAR + 1]
    return bool(_NOT_THE_PRICE.search(_names(node))) or any(_OLD_PRICE.search(_names(box)) for box in around)


def _data_price(root: html.HtmlElement, language: str | None) -> Price | None:
    for name in _DATA_PRICES:
        for node in root.xpath(f"//*[@{name}]")[:50]:
            if is_elsewhere(node) or _is_another_price(node):
                continue
            stated = node.get("data-currency") or node.get("data-price-currency")
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
    for node in root.xpath("//body//*[@class or @id]")[:_MAX_NODES]:
        names = _names(node)
        if not _PRICE_NAMES.search(names) or is_elsewhere(node) or _is_another_price(node):
            continue
        text = _joined(" ".join(own_text(_without_old(node)).split()))
        if not text or len(text) > _MAX_PRICE_TEXT:
            continue
        price = parse_price(text, language=language)
        if price and (price.currency or has_currency_mark(text)):
            return price
        unmarked = unmarked or price
    return unmarked


def _joined(text: str) -> str:
    return _BARE_CENTS.sub(r"\1.\2\3", _PARTED_CENTS.sub(r"\1\2", text))


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


def _written_price(root: html.HtmlElement, language: str | None) -> Price | None:
    """The first amount with a currency mark in the text after the heading."""
    after = not any(True for _ in root.iter("h1"))
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        after = after or node.tag == "h1"
        text = " ".join((node.text or "").split())
        match = _NEAR_MARK.search(text[:500]) if after and text else None
        if match and not _ABOUT_SOMETHING_ELSE.search(text[:500]) and not is_elsewhere(node):
            return parse_price(match.group(), language=language)
    return None
