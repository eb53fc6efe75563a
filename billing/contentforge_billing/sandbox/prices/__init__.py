"""What is for sale: products, and what they cost."""

from contentforge_billing.sandbox.prices.record import (
    MOST_UNITS,
    Price,
    Product,
    money,
    per_interval,
    plan_document,
    price_document,
    product_document,
)

__all__ = [
    "MOST_UNITS",
    "Price",
    "Product",
    "money",
    "per_interval",
    "plan_document",
    "price_document",
    "product_document",
]
