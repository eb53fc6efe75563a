"""Turn a fetched page into product facts: what it states in a structured way first, then what a visitor sees."""

import re
from typing import Final

from lxml import html

from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.url import embedded, markup, meta, structured, visible
from contentforge_content.sources.url.decode import decode
from contentforge_content.sources.url.product import PageContext, main_product
from contentforge_content.sources.url.visible_price import visible_price

_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_MARKUP: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|h1|p|main|section|script)\b", re.IGNORECASE
)
_SNIFF: Final = 4_096
_LITTLE_TEXT: Final = 200
_ERROR_TITLES: Final = re.compile(
    r"^(?:(?:error )?404\b|page not found|not found|access denied|attention required|just a moment|403 forbidden"
    r"|are you a robot)",
    re.IGNORECASE,
)


def extract_page(body: bytes, content_type: str | None, charset: str | None, url: str) -> ProductFacts:
    """Facts of the page's main product, cleaned and bounded. CPU work of up to a few seconds: not for an event loop.

    Raises:
        SourceFailed: not a web page, unreadable, too large, empty, an application without content, or no product on it.
    """
    _check_is_page(body, content_type)
    root = markup.parse(decode(body, charset))
    head = meta.read_head(root)
    scripts = embedded.embedded_scripts(root)
    stated = structured.json_ld(root)
    markup.drop_unseen(root)
    # Before what is kept from screen readers goes: many shops keep the price from them, and say it otherwise.
    seen = visible_price(root, head.language)
    markup.drop_unspoken(root)
    titles = " ".join(filter(None, (head.metas.get("og:title"), head.title)))
    heading = visible.heading(root, titles, head.metas.get("og:site_name"))
    page = PageContext(
        url=url,
        canonical=head.canonical,
        heading=heading,
        title=head.metas.get("og:title") or head.title,
        language=head.language,
    )
    facts = _structured(root, stated, page)
    facts = facts.merge(embedded.embedded_product(scripts, page) or ProductFacts()) if not facts.price else facts
    facts = facts.merge(meta.head_facts(head, page))
    if seen:
        facts = facts.merge(ProductFacts(price=seen.amount, currency=seen.currency))
    facts = facts.merge(visible.visible_facts(root, page))
    text = visible.main_text(root)
    facts = facts.merge(ProductFacts(name=meta.without_shop(head.title, None, heading), summary=text, url=url))
    _check_is_product(facts, text, has_scripts=b"<script" in body.lower(), title=head.title)
    return facts.clean()


def _structured(root: html.HtmlElement, stated: list[dict[str, object]], page: PageContext) -> ProductFacts:
    """JSON-LD, then microdata, then RDFa; a later one fills gaps only if it speaks of the same product."""
    facts = main_product(stated, page) or ProductFacts()
    for syntax in ("microdata", "rdfa"):
        if facts.name and facts.price:
            break
        found = main_product(
            structured.microdata(root, page.url) if syntax == "microdata" else structured.rdfa(root), page
        )
        if found and (not facts.name or not found.name or facts.name.casefold() == found.name.casefold()):
            facts = facts.merge(found)
    return facts


def _check_is_page(body: bytes, content_type: str | None) -> None:
    if not body.strip():
        raise SourceFailed("empty", "The page is empty.")
    kind = (content_type or "").split(";", 1)[0].strip().lower()
    looks_like_markup = bool(_MARKUP.search(body[:_SNIFF].replace(b"\x00", b"")))
    if kind in _PAGE_TYPES or (kind in {"", "text/plain", "application/octet-stream"} and looks_like_markup):
        return
    raise SourceFailed("not_a_page", "The address does not lead to a web page.")


def _check_is_product(facts: ProductFacts, text: str | None, *, has_scripts: bool, title: str | None) -> None:
    if not facts.price and _ERROR_TITLES.match(title or facts.name or ""):
        raise SourceFailed("no_product", "The page says that there is nothing to see.")
    told = facts.price or facts.description or len(text or "") >= _LITTLE_TEXT
    if facts.name and told:
        return
    if has_scripts and len(text or "") < _LITTLE_TEXT:
        raise SourceFailed(
            "needs_javascript",
            "The page shows its content only with JavaScript, and carries no product data without it.",
        )
    if not facts.name:
        raise SourceFailed("no_product", "No product could be found on the page.")
