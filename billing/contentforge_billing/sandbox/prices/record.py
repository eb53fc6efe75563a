"""What is for sale: products, and what they cost."""

from typing import ClassVar, Final

from pydantic import Field

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.moments import Interval
from contentforge_billing.sandbox.storage import Described, Store

MOST_UNITS: Final = 999_999
"""The largest quantity of one price."""

_SYMBOLS: Final = {"usd": "$", "eur": "€", "gbp": "£"}


class Product(Described):
    kind: ClassVar[str] = "product"
    prefix: ClassVar[str] = "prod"
    length: ClassVar[int] = 14

    name: str
    active: bool = True
    description: str | None = None
    default_price: str | None = None
    images: list[str] = Field(default_factory=list)
    marketing_features: list[str] = Field(default_factory=list)
    statement_descriptor: str | None = None
    tax_code: str | None = None
    unit_label: str | None = None
    url: str | None = None
    updated: int


class Price(Described):
    """`unit_amount` is in minor units; without `interval` it is paid once."""

    kind: ClassVar[str] = "price"
    prefix: ClassVar[str] = "price"

    product: str
    active: bool = True
    currency: str
    unit_amount: int
    interval: Interval | None = None
    interval_count: int = 1
    trial_period_days: int | None = None
    lookup_key: str | None = None
    nickname: str | None = None
    tax_behavior: str = "unspecified"


async def product_document(_: Store, product: Product) -> Document:
    return {
        "id": product.id,
        "object": product.kind,
        "active": product.active,
        "created": product.created,
        "default_price": product.default_price,
        "description": product.description,
        "images": list(product.images),
        "livemode": False,
        "marketing_features": [{"name": feature} for feature in product.marketing_features],
        "metadata": dict(product.metadata),
        "name": product.name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": product.statement_descriptor,
        "tax_code": product.tax_code,
        "type": "service",
        "unit_label": product.unit_label,
        "updated": product.updated,
        "url": product.url,
    }


async def price_document(_: Store, price: Price) -> Document:
    recurring = {
        "interval": price.interval,
        "interval_count": price.interval_count,
        "meter": None,
        "trial_period_days": price.trial_period_days,
        "usage_type": "licensed",
    }
    return {
        "id": price.id,
        "object": price.kind,
        "active": price.active,
        "billing_scheme": "per_unit",
        "created": price.created,
        "currency": price.currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": price.lookup_key,
        "metadata": dict(price.metadata),
        "nickname": price.nickname,
        "product": price.product,
        "recurring": recurring if price.interval else None,
        "tax_behavior": price.tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if price.interval else "one_time",
        "unit_amount": price.unit_amount,
        "unit_amount_decimal": str(price.unit_amount),
    }


def plan_document(price: Price) -> Document:
    """The older form of a recurring price, which subscription items still carry."""
    return {
        "id": price.id,
        "object": "plan",
        "active": price.active,
        "amount": price.unit_amount,
        "amount_decimal": str(price.unit_amount),
        "billing_scheme": "per_unit",
        "created": price.created,
        "currency": price.currency,
        "interval": price.interval,
        "interval_count": price.interval_count,
        "livemode": False,
        "metadata": dict(price.metadata),
        "meter": None,
        "nickname": price.nickname,
        "product": price.product,
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": price.trial_period_days,
        "usage_type": "licensed",
    }


def money(amount: int, currency: str) -> str:
    """An amount in minor units, as people read it: $19.00."""
    sign = "-" if amount < 0 else ""
    number = f"{abs(amount) // 100:,}.{abs(amount) % 100:02}"
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{number} {currency.upper()}"


def per_interval(price: Price) -> str:
    """How often a price is paid, as people read it: per month, every 3 months."""
    if price.interval is None:
        return "once"
    if price.interval_count == 1:
        return f"per {price.interval}"
    return f"every {price.interval_count} {price.interval}s"
