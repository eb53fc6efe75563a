"""What WordPress exports (WXR): its posts, with their categories and tags. Pages, media and comments are left out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from lxml import etree
from markdownify import markdownify

from contentforge_blog.posts.filing_repository import Filing
from contentforge_blog.posts.status import Status
from contentforge_blog.posts.text import Text
from contentforge_blog.transfer import fields
from contentforge_blog.transfer.entry import PostEntry, TermEntry, Unreadable, id_of
from contentforge_platform.text import slugify

_STATUSES: Final = {
    "publish": Status.PUBLISHED,
    "future": Status.SCHEDULED,
    "pending": Status.REVIEW,
    "draft": Status.DRAFT,
    "private": Status.DRAFT,
}
_KINDS: Final = {"category": Filing.CATEGORY, "post_tag": Filing.TAG}
_NO_DATE: Final = "0000-00-00 00:00:00"
_BLOCKS: Final = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|pre|blockquote|figure)[\s>]", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"(?:\r?\n[ \t]*){2,}")


def read_wordpress(path: Path, locale: str) -> tuple[list[TermEntry], Iterator[PostEntry | Unreadable], int]:
    """The terms of an export, its posts one by one, and how many they are; a post that cannot be read tells why.

    Raises:
        Unreadable: it is no export of WordPress.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        root = etree.fromstring(path.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise Unreadable(f"{path} is no WordPress export: {error}") from None
    items = [
        item for item in root.iter("item") if _of(item, "post_type") == "post" and _of(item, "status") in _STATUSES
    ]
    if root.tag != "rss" or root.find("channel") is None:
        raise Unreadable(f"{path} is no WordPress export")
    return _terms(root, items, locale), (_entry(item, locale) for item in items), len(items)


def _terms(root: "etree._Element", items: list["etree._Element"], locale: str) -> list[TermEntry]:
    """Those that are listed, and those that only posts tell of."""
    found: dict[UUID, TermEntry] = {}
    for listed in root.iter("{*}category"):
        if (slug := _of(listed, "category_nicename")) and (name := _of(listed, "cat_name")):
            parent = _of(listed, "category_parent")
            made = _term(
                Filing.CATEGORY, slug, name, locale, parent=parent, description=_of(listed, "category_description")
            )
            found[made.id] = made
    for listed in root.iter("{*}tag"):
        if (slug := _of(listed, "tag_slug")) and (name := _of(listed, "tag_name")):
            made = _term(Filing.TAG, slug, name, locale)
            found[made.id] = made
    for item in items:
        for filed in item.iterfind("category"):
            kind, nicename = _KINDS.get(filed.get("domain", "")), filed.get("nicename")
            if kind is not None and nicename:
                made = _term(kind, nicename, filed.text or nicename, locale)
                found.setdefault(made.id, made)
    known = found.keys()
    return [one if one.parent in known else _orphan(one) for one in found.values()]


def _term(kind: Filing, slug: str, name: str, locale: str, *, parent: str = "", description: str = "") -> TermEntry:
    said = {"locale": locale, "name": name.strip()[:200], "slug": slugify(slug, id_of(kind, slug).hex[:8])}
    return TermEntry(
        kind=kind,
        id=id_of("wordpress", kind, slug),
        parent=id_of("wordpress", kind, parent) if parent else None,
        translations=[said | ({"description": description} if description else {})],
    )


def _orphan(term: TermEntry) -> TermEntry:
    return TermEntry(kind=term.kind, id=term.id, translations=term.translations)


def _entry(item: "etree._Element", locale: str) -> PostEntry | Unreadable:
    title = " ".join(_of(item, "title").split())
    source = title or _of(item, "guid") or "a post"
    try:
        date = _of(item, "post_date_gmt")
        moment = fields.moment(None if date in {"", _NO_DATE} else date)
        status = _STATUSES[_of(item, "status")]
        filed = [
            (kind, id_of("wordpress", kind, one.get("nicename", "")))
            for one in item.iterfind("category")
            if (kind := _KINDS.get(one.get("domain", ""))) is not None and one.get("nicename")
        ]
        return PostEntry(
            id=id_of("wordpress", _of(item, "guid") or f"{title}{date}"),
            source=source,
            status=Status.DRAFT if status is Status.SCHEDULED and moment is None else status,
            publish_at=moment if status in {Status.PUBLISHED, Status.SCHEDULED} else None,
            created_at=moment,
            categories=[term for kind, term in filed if kind is Filing.CATEGORY],
            tags=[term for kind, term in filed if kind is Filing.TAG],
            texts={locale: _text(item, title)},
        )
    except (Unreadable, RecursionError) as error:
        return Unreadable(f"{source}: {error}")


def _text(item: "etree._Element", title: str) -> Text:
    excerpt = markdownify(_named(item, "excerpt")).strip()
    values = {
        "title": title[:200] or "Untitled",
        "slug": slugify(_of(item, "post_name")),
        "excerpt": " ".join(excerpt.split())[:1000],
    }
    return fields.text_of(values, _markdown(_named(item, "content")))


def _markdown(html: str) -> str:
    """HTML as Markdown; where lines are only broken, blank ones part paragraphs, as WordPress shows them."""
    if not _BLOCKS.search(html):
        html = "".join(f"<p>{part}</p>" for part in _BLANK_LINES.split(html.strip()) if part)
    return markdownify(html, heading_style="ATX", bullets="-").strip()


def _of(item: "etree._Element", name: str) -> str:
    """The text of the first child of a name, whatever its namespace."""
    return (item.findtext(f"{{*}}{name}") or "").strip()


def _named(item: "etree._Element", space: str) -> str:
    """The text of `space:encoded`."""
    for child in item.iterfind("{*}encoded"):
        if space in str(etree.QName(child).namespace):
            return child.text or ""
    return ""
