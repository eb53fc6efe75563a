"""Parse a page within bounds, and take out of it what no visitor sees, so that hidden instructions reach no model."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree, html

from contentforge_content.sources.errors import SourceFailed

MAX_CHARS: Final = 6_000_000
MAX_ELEMENTS: Final = 120_000
_MAX_STYLE: Final = 100_000
_MAX_STYLE_ATTRIBUTE: Final = 1_000
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*0|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*;.*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_HIDDEN_CLASSES: Final = frozenset(
    {
        "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "u-hidden",
        "is-hidden", "d-none", "hidden", "hide",
    }
)  # fmt: skip
# "hidden md:block" and "d-none d-md-block" are seen on wider screens.
_SHOWN_AGAIN: Final = re.compile(r"(?:^|\s)(?:\w{1,20}:(?:block|flex|grid|inline|table|contents)|d-\w{2,3}-(?!none)\w)")
_UNSEEN_TAGS: Final = (
    "script", "style", "noscript", "template", "iframe", "svg", "object", "embed", "canvas", "audio", "video", "select",
    "textarea", "dialog", "math",
)  # fmt: skip
_AT_BLOCK: Final = re.compile(r"@[a-z-]{1,40}[^{;]{0,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_SIMPLE_SELECTOR: Final = re.compile(r"^([.#])([A-Za-z_][\w-]*)$")
_LITTLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_ATTRIBUTE: Final = r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TAG: Final = re.compile(rf"<[A-Za-z](?:{_ATTRIBUTE})*+")
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_LONG_TAG: Final = 4_000
_MAX_ATTRIBUTES: Final = 500


def parse(text: str) -> html.HtmlElement:
    """The document's root element.

    Raises:
        SourceFailed: `too_large` beyond the bounds, `empty` without any element.
    """
    if len(text) > MAX_CHARS:
        raise SourceFailed("too_large", "The page is too large to read.")
    _refuse_endless_tags(text)
    # Bytes with a stated encoding: lxml refuses text that carries an XML declaration of its own.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        root = html.document_fromstring(_LITTLE.sub("", text).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceFailed("empty", "The page has no content.") from error
    for count, _ in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            raise SourceFailed("too_large", "The page has too many elements to read.")
    return root


def _refuse_endless_tags(text: str) -> None:
    """The parser compares each attribute of a tag with all others: 400,000 of them cost it eight minutes."""
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > _LONG_TAG:
            count = sum(1 for _ in islice(_ONE_ATTRIBUTE.finditer(tag.group()), _MAX_ATTRIBUTES + 1))
            if count > _MAX_ATTRIBUTES:
                raise SourceFailed("too_large", "The page has too many elements to read.")


def drop_hidden(root: html.HtmlElement) -> None:
    """Empty every node that a visitor does not see. Its `meta` and attributes stay: they are stated facts."""
    drop_unseen(root)
    drop_unspoken(root)


def drop_unspoken(root: html.HtmlElement) -> None:
    """Empty what is kept from screen readers: it may be seen, as many shops' prices are, but no prose needs it."""
    for element in root.xpath("//*[@aria-hidden]"):
        if element.get("aria-hidden", "").strip().lower() == "true":
            _empty(element)


def drop_unseen(root: html.HtmlElement) -> None:
    """The part of `drop_hidden` that leaves what sighted visitors see."""
    classes, ids = _hiding_selectors(root)
    for comment in list(root.iter(etree.Comment)):
        _blank_out(comment)
    etree.strip_elements(root, *_UNSEEN_TAGS, with_tail=False)
    for element in list(root.iter(etree.Element)):
        if element.tag not in {"body", "html", "head"} and _is_hidden(element, classes, ids):
            _empty(element)


def _empty(element: html.HtmlElement) -> None:
    tail = element.tail
    for node in element.iter():
        node.text = None
        node.tail = None
        for name in ("alt", "title", "aria-label", "data-price", "placeholder"):
            node.attrib.pop(name, None)
    element.tail = tail


def own_text(element: html.HtmlElement) -> str:
    """All text inside, spaces between the pieces folded by the caller."""
    return " ".join(piece for piece in _pieces(element) if piece)


def fragment_text(fragment: str) -> str:
    """The visible text of a piece of HTML, a line for each block."""
    try:
        root = parse(fragment)
    except SourceFailed:
        return ""
    drop_hidden(root)
    for block in root.iter("p", "li", "br", "div", "h1", "h2", "h3", "h4", "tr"):
        block.tail = "\n" + (block.tail or "")
    return "\n".join(line for raw in str(root.text_content()).splitlines() if (line := " ".join(raw.split())))


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    for piece in element.itertext():
        yield str(piece).strip()


def _blank_out(comment: html.HtmlElement) -> None:
    parent = comment.getparent()
    if parent is None:
        return
    tail, previous = comment.tail, comment.getprevious()
    if tail and previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(comment)


def _is_hidden(element: html.HtmlElement, classes: frozenset[str], ids: frozenset[str]) -> bool:
    attributes = element.attrib
    if "hidden" in attributes:
        return True
    if element.tag == "input" and attributes.get("type", "").lower() == "hidden":
        return True
    if _HIDING.search(attributes.get("style", "")[:_MAX_STYLE_ATTRIBUTE]):
        return True
    if attributes.get("id") in ids:
        return True
    listed = attributes.get("class", "")
    named = any(name in classes or name.lower() in _HIDDEN_CLASSES for name in listed.split())
    return named and not _SHOWN_AGAIN.search(listed)


def _hiding_selectors(root: html.HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that the page's own style blocks hide; rules inside @media are left out, they may never apply."""
    found: dict[str, set[str]] = {".": set(), "#": set()}
    css = "\n".join(str(node.text_content()) for node in root.iter("style"))[:_MAX_STYLE]
    for rule in _AT_BLOCK.sub("", css).split("}"):
        selectors, _, body = rule.rpartition("{")
        if _HIDING.search(body):
            for selector in selectors.split(","):
                match = _SIMPLE_SELECTOR.match(selector.strip())
                if match:
                    found[match.group(1)].add(match.group(2))
    return frozenset(found["."]), frozenset(found["#"])
