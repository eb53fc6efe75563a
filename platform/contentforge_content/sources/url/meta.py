"""Read what a page states in its head: OpenGraph and product metas, canonical address, title, language."""

import re
from dataclasses import dataclass
from typing import Final

from lxml import html

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.price import parse_price
from contentforge_content.sources.url.markup import own_text
from contentforge_content.sources.url.product import PageContext, absolute_url

_MAX_METAS: Final = 300
_SEPARATOR: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022»:-]\s+")
_PRICE: Final = ("product:price:amount", "og:price:amount", "product:sale_price:amount", "price", "twitter:data1")
_CURRENCY: Final = (
    "product:price:currency",
    "og:price:currency",
    "product:sale_price:currency",
    "currency",
    "pricecurrency",
)


@dataclass(frozen=True, slots=True)
class Head:
    """The page's metas by lower-case name (first one wins, `og:image` keeps all), and what stands beside them."""

    metas: dict[str, str]
    images: tuple[str, ...]
    title: str | None
    canonical: str | None
    language: str | None


def read_head(root: html.HtmlElement) -> Head:
    metas: dict[str, str] = {}
    images: list[str] = []
    for meta in root.xpath("//meta[@content]")[:_MAX_METAS]:
        if meta.get("itemprop"):
            continue
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = meta.get("content", "").strip()
        if name in {"og:image", "og:image:url", "og:image:secure_url"} and content:
            images.append(content)
        if name and content:
            metas.setdefault(name, content)
    canonical = next(iter(root.xpath("//link[@rel='canonical']/@href")), None) or metas.get("og:url")
    titles = root.xpath("//head/title | //title")
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("og:locale")
    return Head(
        metas=metas,
        images=tuple(images),
        title=" ".join(own_text(titles[0]).split()) or None if titles else None,
        canonical=str(canonical) if canonical else None,
        language=language.replace("_", "-").strip()[:20] if language else metas.get("content-language"),
    )


def head_facts(head: Head, page: PageContext) -> ProductFacts:
    """What the metas tell of the product. The shop's own name is taken off the title."""
    metas = head.metas
    currency = next((metas[name] for name in _CURRENCY if metas.get(name)), None)
    price = next(
        (
            found
            for name in _PRICE
            if (found := parse_price(metas.get(name), currency=currency, language=head.language))
        ),
        None,
    )
    availability = metas.get("product:availability") or metas.get("og:availability")
    return ProductFacts(
        name=without_shop(metas.get("og:title") or metas.get("twitter:title"), metas.get("og:site_name"), page.heading),
        price=price.amount if price else None,
        currency=price.currency if price else None,
        brand=metas.get("product:brand") or metas.get("og:brand"),
        category=metas.get("product:category"),
        description=metas.get("og:description") or metas.get("description") or metas.get("twitter:description"),
        sku=metas.get("product:retailer_item_id") or metas.get("product:sku"),
        availability=re.sub(r"\W+", "_", availability.lower()).removeprefix("in_stock_") if availability else None,
        language=head.language,
        image_urls=tuple(url for image in head.images if (url := absolute_url(page.url, image))),
    )


def without_shop(title: str | None, site: str | None, heading: str | None) -> str | None:
    """The product's part of a title such as "Copper kettle | Hearth & Home"."""
    if not title:
        return None
    title = " ".join(title.split())
    if heading and heading.casefold() in title.casefold():
        return heading
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return title
    if site:
        kept = [part for part in parts if part.casefold() not in {site.casefold(), f"buy at {site}".casefold()}]
        if kept and len(kept) < len(parts):
            return " - ".join(kept)
    return parts[0] if len(parts[0]) > 2 or len(parts) == 1 else title  # noqa: PLR2004 - an initial is no name
