"""Find heading, features, images and main text in what a visitor sees, for pages that state nothing."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import html

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.url.markup import own_text
from contentforge_content.sources.url.product import PageContext, absolute_url
from contentforge_content.sources.url.visible_price import is_elsewhere

_HEADINGS: Final = (
    "//h1 | //h2[contains(@class, 'product')]"
    " | //*[contains(@class, 'product-name') or contains(@class, 'product-title') or contains(@class, 'product_title')]"
)
_LOGO: Final = re.compile(r"logo|site-?(?:name|title)|brand-?name|navbar|related|recommend|similar", re.IGNORECASE)
_MAX_TRAFILATURA: Final = 20_000
_MAX_SUMMARY: Final = 6_000
_FEATURE_NAMES: Final = re.compile(
    r"feature|bullet|spec|highlight|benefit|detail|attribute|merkmal|eigenschaft", re.IGNORECASE
)
_TOO_SHORT: Final = 80
_MAX_FEATURES: Final = 30
_MAX_IMAGES: Final = 5
_SMALL_IMAGE: Final = 150
_NOT_A_PHOTO: Final = re.compile(
    r"\.svg(?:$|\?)|^data:|logo|icon|sprite|pixel|placeholder|spinner|badge", re.IGNORECASE
)
_FEATURE_LENGTHS: Final = range(3, 250)


def heading(root: html.HtmlElement, title: str | None, site: str | None) -> str | None:
    """The product's heading: one that the title repeats, else the first that is not the shop's name."""
    found: list[str] = []
    for node in root.xpath(_HEADINGS)[:20]:
        text = " ".join(own_text(node).split())
        names = " ".join(item.get("class", "") for item in (node, *list(node.iterancestors())[:2]))
        if text and not _LOGO.search(names[:300]) and text.casefold() != (site or "").casefold():
            found.append(text)
    repeated = (text for text in found if title and text.casefold() in title.casefold())
    return next(repeated, found[0] if found else None)


def visible_facts(root: html.HtmlElement, page: PageContext) -> ProductFacts:
    """Name, features and images from what is seen. `root` has had its hidden nodes dropped."""
    return ProductFacts(name=page.heading, features=tuple(_features(root)), image_urls=tuple(_images(root, page)))


def main_text(root: html.HtmlElement) -> str | None:
    """The main text of the page, without navigation; plain visible text where that finds nothing."""
    text: str | None = None
    if sum(1 for _ in root.iter()) <= _MAX_TRAFILATURA:
        from trafilatura import extract  # noqa: PLC0415 - heavy: workers only

        text = extract(deepcopy(root), include_comments=False, include_tables=True, favor_recall=True, fast=True)
    if not text or len(text) < _TOO_SHORT:
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


def _features(root: html.HtmlElement) -> Iterator[str]:
    """List entries and two-column rows below an element that is named after features or specifications."""
    found = 0
    for node in root.xpath("//body//*[self::ul or self::ol or self::table or self::dl]")[:200]:
        if found >= _MAX_FEATURES or is_elsewhere(node) or not _is_feature_list(node):
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
        if found >= _MAX_IMAGES or small or _NOT_A_PHOTO.search(source[:500]) or is_elsewhere(node):
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
