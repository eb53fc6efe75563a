"""Feeds as programs read them: parsed by a real XML parser, a sitemap held to the schema of its protocol."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

_SCHEMA: Final = Path(__file__).with_name("sitemap.xsd")
_NAMES: Final = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@dataclass(frozen=True)
class Item:
    """A post in an RSS feed."""

    title: str
    link: str
    guid: str
    published: datetime
    description: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """An RSS feed."""

    title: str
    link: str
    description: str
    language: str
    items: tuple[Item, ...]


def read_rss(document: bytes) -> Channel:
    """What a reader of feeds finds.

    Raises:
        XMLSyntaxError: it is not well-formed.
        AssertionError: something is missing that RSS 2.0 wants.
    """
    root = _parsed(document)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root.findall("channel")
    items = tuple(
        Item(
            title=_text(item, "title"),
            link=_text(item, "link"),
            guid=_text(item, "guid"),
            published=parsedate_to_datetime(_text(item, "pubDate")),
            description=_text(item, "description"),
            categories=tuple(one.text or "" for one in item.findall("category")),
        )
        for item in channel.findall("item")
    )
    title, link, description, language = (_text(channel, name) for name in ("title", "link", "description", "language"))
    return Channel(title, link, description, language, items)


def read_sitemap(document: bytes) -> dict[str, dict[str, str]]:
    """The pages, each with its versions in other languages: address by `hreflang`.

    Raises:
        XMLSyntaxError: it is not well-formed.
        DocumentInvalid: it is not as the protocol wants it.
    """
    pages = _valid(document).findall("s:url", _NAMES)
    found = {
        _text(page, "s:loc"): {
            link.get("hreflang", ""): link.get("href", "") for link in page.findall("x:link", _NAMES)
        }
        for page in pages
    }
    assert len(found) == len(pages), "a page is named twice"
    return found


def read_sitemap_index(document: bytes) -> list[str]:
    """Where the parts of a large sitemap are.

    Raises:
        XMLSyntaxError, DocumentInvalid: as `read_sitemap`.
    """
    return [_text(part, "s:loc") for part in _valid(document).findall("s:sitemap", _NAMES)]


def _valid(document: bytes) -> etree._Element:
    root = _parsed(document)
    _schema().assertValid(root)
    return root


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(_parsed(_SCHEMA.read_bytes()))


def _parsed(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(document, parser)
    assert isinstance(root, etree._Element)
    return root


def _text(parent: etree._Element, name: str) -> str:
    """The text of the one child of this name; it may be empty, not absent."""
    [found] = parent.findall(name, _NAMES)
    return found.text or ""
