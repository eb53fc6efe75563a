"""Read a page's structured data (JSON-LD, microdata, RDFa) into one plain form: objects with `@type` and bare names."""

import html as entities
import json
import re
import warnings
from collections.abc import Iterator
from typing import Final

from lxml import html

from contentforge_content.sources.url.nodes import MAX_SCRIPT, JsonObject

_MAX_SCRIPTS: Final = 60
_MAX_SCOPES: Final = 12
_MAX_PROPERTIES: Final = 600
_MAX_NESTED: Final = 100
_MAX_REPAIR: Final = 300_000
_DEPTH: Final = 8
_WRAPPER: Final = re.compile(r"^\s*(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>\s*$|^\s*<!--|-->\s*$")
_TRAILING_COMMA: Final = re.compile(r",(\s{0,100}[}\]])")
_SINGLE_QUOTED: Final = re.compile(r"(?<=[\[{,:])(\s{0,20})'([^'\"\\\n]{0,500})'(?=\s{0,20}[,:}\]])")


def json_ld(root: html.HtmlElement) -> list[JsonObject]:
    """Every JSON-LD object of the page; a broken script is mended where it can be, else left out."""
    from extruct.jsonld import JsonLdExtractor  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, workers only

    extractor = JsonLdExtractor()
    found: list[JsonObject] = []
    for script in list(root.iter("script"))[:_MAX_SCRIPTS]:
        if not script.get("type", "").lower().strip().startswith("application/ld+json"):
            continue
        if len(script.text or "") > MAX_SCRIPT:
            continue
        script.set("type", "application/ld+json")
        try:
            items = extractor.extract_items(script)
        except (ValueError, RecursionError):
            items = _mended(script.text or "")
        found.extend(item for item in items if isinstance(item, dict))
    return found


def _mended(text: str) -> list[object]:
    """Comments, CDATA marks, trailing commas, a closing semicolon, escaped quotes, several documents in a row."""
    if len(text) > _MAX_REPAIR:
        return []
    for mend in (str, entities.unescape):
        candidate = _WRAPPER.sub("", mend(text)).strip().rstrip(";")
        candidate = _TRAILING_COMMA.sub(r"\1", _SINGLE_QUOTED.sub(r'\1"\2"', candidate))
        decoder, position, values = json.JSONDecoder(strict=False), 0, list[object]()
        while position < len(candidate):
            try:
                value, position = decoder.raw_decode(candidate, position)
            except (ValueError, RecursionError):
                break
            values.extend(value if isinstance(value, list) else [value])
            while position < len(candidate) and candidate[position] in " \t\r\n,;":
                position += 1
        if values:
            return values
    return []


def microdata(root: html.HtmlElement, base_url: str) -> list[JsonObject]:
    """Microdata items whose type is a product or a breadcrumb trail."""
    from extruct.w3cmicrodata import MicrodataExtractor  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, workers only

    scopes = root.xpath("//*[@itemscope and (contains(@itemtype, 'Product') or contains(@itemtype, 'Breadcrumb'))]")
    found: list[JsonObject] = []
    for scope in scopes[:_MAX_SCOPES]:
        # The extractor's work grows with the square of what is nested in one item.
        if scope.xpath(f"count(.//*[@itemscope]) > {_MAX_NESTED} or count(.//*[@itemprop]) > {_MAX_PROPERTIES}"):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            items = MicrodataExtractor().extract_items(scope, base_url)
        # The item itself comes first; what is nested in it lies inside its properties.
        found.extend(plain for plain in (_plain(item, 0) for item in items[:1]) if isinstance(plain, dict))
    return found


def _plain(item: object, depth: int) -> object:
    if depth > _DEPTH:
        return None
    if isinstance(item, list):
        return [_plain(entry, depth + 1) for entry in item]
    if not isinstance(item, dict):
        return item
    flat: JsonObject = {"@type": _bare(item.get("type")), "@id": item.get("id")}
    properties = item.get("properties")
    if isinstance(properties, dict):
        flat |= {str(name): _plain(value, depth + 1) for name, value in properties.items()}
    elif "value" in item:
        return item["value"]
    return flat


def _bare(kind: object) -> object:
    if isinstance(kind, list):
        return [_bare(entry) for entry in kind]
    return kind.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] if isinstance(kind, str) else kind


def rdfa(root: html.HtmlElement) -> list[JsonObject]:
    """RDFa Lite as shops use it: `typeof="Product"` with `property` inside, nested `typeof` for offers and brands."""
    found = root.xpath("//*[contains(@typeof, 'Product') and not(ancestor::*[contains(@typeof, 'Product')])]")
    return [_rdfa_item(node, 0) for node in found[:_MAX_SCOPES]]


def _rdfa_item(node: html.HtmlElement, depth: int) -> JsonObject:
    item: JsonObject = {"@type": _term(node.get("typeof", ""))}
    for child in _own_properties(node):
        name = _term(child.get("property", ""))
        value: object
        if child.get("typeof") is not None and depth < _DEPTH:
            value = _rdfa_item(child, depth + 1)
        else:
            value = child.get("content") or child.get("src") or child.get("resource") or child.get("href")
            value = value or " ".join(str(child.text_content()).split())
        earlier = item.get(name)
        item[name] = value if earlier is None else [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return item


def _own_properties(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements with `property` that belong to `node` and not to an item nested in it."""
    stack, seen = list(reversed(node)), 0
    while stack and seen < _MAX_PROPERTIES:
        child = stack.pop()
        seen += 1
        if not isinstance(child.tag, str):
            continue
        if child.get("property"):
            yield child
        if child.get("typeof") is None:
            stack.extend(reversed(child))


def _term(name: str) -> str:
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return first.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
