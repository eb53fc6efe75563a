"""What is known of a product, whatever it was read from: the one shape that prompts and the local writer work with."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final, Self

from contentforge_content.sources.text import many_lines, one_line

LINE_LIMITS: Final[dict[str, int]] = {
    "name": 300,
    "price": 60,
    "currency": 10,
    "brand": 120,
    "category": 200,
    "sku": 100,
    "availability": 40,
    "language": 20,
    "url": 2_048,
}
TEXT_LIMITS: Final[dict[str, int]] = {"description": 4_000, "summary": 3_000}
MAX_FEATURES: Final = 30
FEATURE_LIMIT: Final = 300
MAX_IMAGES: Final = 20
IMAGE_URL_LIMIT: Final = 2_048
MAX_EXTRA: Final = 20
EXTRA_KEY_LIMIT: Final = 60
EXTRA_VALUE_LIMIT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """Facts of one product, bounded and scrubbed by `clean`.

    Attributes:
        price: as given; a plain decimal with a dot ("1299.00") when read from a page.
        currency: ISO 4217 code where it is known.
        availability: `in_stock`, `out_of_stock`, `preorder` ... when the page says so.
        language: BCP 47 tag of the facts.
        summary: the page's visible main text, for what the fields do not hold.
        extra: further given fields, text only.
    """

    name: str | None = None
    price: str | None = None
    currency: str | None = None
    brand: str | None = None
    category: str | None = None
    description: str | None = None
    features: tuple[str, ...] = ()
    sku: str | None = None
    availability: str | None = None
    language: str | None = None
    image_urls: tuple[str, ...] = ()
    url: str | None = None
    summary: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def clean(self) -> Self:
        """The same facts within their limits: empty texts become None, duplicates go."""
        pairs = list(self.extra.items())[:MAX_EXTRA]
        return replace(
            self,
            **self._tidy(one_line, LINE_LIMITS),
            **self._tidy(many_lines, TEXT_LIMITS),
            features=_unique((one_line(item, FEATURE_LIMIT) for item in self.features), MAX_FEATURES),
            image_urls=_unique((item for item in self.image_urls if len(item) <= IMAGE_URL_LIMIT), MAX_IMAGES),
            extra={
                one_line(k, EXTRA_KEY_LIMIT): one_line(v, EXTRA_VALUE_LIMIT)
                for k, v in pairs
                if k.strip() and v.strip()
            },
        )

    def _tidy(self, tidy: Callable[[str, int], str], limits: Mapping[str, int]) -> dict[str, str | None]:
        given = {name: getattr(self, name) for name in limits}
        return {name: tidy(text, limits[name]) or None for name, text in given.items() if text is not None}

    def merge(self, other: "ProductFacts") -> Self:
        """These facts, with gaps filled from `other`. A price brings its own currency and never borrows another's."""
        filled = {
            item.name: getattr(other, item.name)
            for item in fields(self)
            if not getattr(self, item.name) and getattr(other, item.name)
        }
        if self.price and "currency" in filled and other.price and other.price != self.price:
            del filled["currency"]
        if self.extra and other.extra:
            filled["extra"] = {**other.extra, **self.extra}
        return replace(self, **filled)

    def to_source_data(self) -> dict[str, object]:
        """JSON-ready, known fields only; `facts_from_source_data` reads it back unchanged."""
        data: dict[str, object] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value:
                data[item.name] = list(value) if isinstance(value, tuple) else value
        if "extra" in data:
            data["extra"] = dict(self.extra)
        return data

    def size(self) -> int:
        """Bytes of the JSON form."""
        return len(json.dumps(self.to_source_data(), ensure_ascii=False).encode())


def _unique(values: Iterable[str], most: int) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for value in values:
        if value and len(seen) < most:
            seen.setdefault(value.casefold(), value)
    return tuple(seen.values())
