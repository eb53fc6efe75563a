"""The `manual` source: fields given by the user, in the few shapes that clients send them."""

from collections.abc import Iterator, Mapping
from typing import Final

from contentforge_content.sources.facts import MAX_EXTRA, ProductFacts
from contentforge_content.sources.price import find_currency, iso_currency
from contentforge_platform.errors import Invalid

_TEXT_FIELDS: Final = (
    "name", "brand", "category", "description", "sku", "availability", "language", "url", "summary",
)  # fmt: skip
_OTHER_FIELDS: Final = frozenset({"price", "currency", "features", "image_urls", "extra"})
_ALIASES: Final[dict[str, str]] = {"title": "name", "product_name": "name", "productName": "name"}
# What belongs to the job and not to the product.
_NOT_FACTS: Final = frozenset({"prompt"})
_MAX_FIELDS: Final = 60
_MAX_TEXT: Final = 50_000


def facts_from_source_data(data: Mapping[str, object]) -> ProductFacts:
    """Facts from a request's or a job's `source_data`; reads back what `ProductFacts.to_source_data` wrote.

    Features may be a list or comma-separated text, a price a number or text (kept as written). Unknown fields with
    short values are kept in `extra`; nested ones are left out. Empty data gives empty facts: whether a name is needed
    is for the caller to say.

    Raises:
        Invalid: too many fields, or a text that is far too long.
    """
    if len(data) > _MAX_FIELDS:
        raise Invalid(f"At most {_MAX_FIELDS} fields are allowed.", loc=("body", "source_data"))
    given = {_ALIASES.get(key, key): value for key, value in data.items() if value not in (None, "", [])}
    for key, value in given.items():
        if isinstance(value, str) and len(value) > _MAX_TEXT:
            raise Invalid(f"At most {_MAX_TEXT} characters are allowed.", loc=("body", "source_data", key))
    price = _text(given.get("price"))
    currency = iso_currency(_text(given.get("currency"))) or find_currency(price or "", None)
    return ProductFacts(
        price=price,
        currency=currency,
        features=tuple(_items(given.get("features"))),
        image_urls=tuple(url for url in _items(given.get("image_urls")) if url.startswith(("http://", "https://"))),
        extra=dict(list(_extra(given))[:MAX_EXTRA]),
        **{name: _text(given.get(name)) for name in _TEXT_FIELDS},
    ).clean()


def _text(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    return (
        f"{value:g}" if isinstance(value, float) and value == int(value) else str(value) if _is_scalar(value) else None
    )


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _items(value: object) -> Iterator[str]:
    """A list of texts, or one text split at its lines, else its semicolons, else its commas."""
    if isinstance(value, str):
        mark = next((mark for mark in ("\n", ";", ",") if mark in value), ",")
        value = value.split(mark)
    if isinstance(value, list | tuple):
        yield from (text for item in value[:200] if (text := _text(item)))


def _extra(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    known = {*_TEXT_FIELDS, *_OTHER_FIELDS, *_NOT_FACTS}
    nested = given.get("extra")
    pairs = [*given.items(), *(nested.items() if isinstance(nested, Mapping) else ())]
    for key, value in pairs:
        text = _text(value)
        if key not in known and text:
            yield str(key), text
