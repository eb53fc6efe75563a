"""The product's APIs as far as rows about requests speak to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One of the APIs.

    Attributes:
        name: how its targets are called.
        registers_at: where accounts are made; `token` is the field of the answer that has their token.
        orders_at: where one text is ordered by `order`, without waiting for it.
        lists_at: where the newest 20 jobs with their texts are shown; generator shows all, so that each has just 20.
    """

    name: str
    registers_at: str
    token: str
    orders_at: str
    order: Mapping[str, Any]
    lists_at: str


NATIVE: Final = Dialect(
    name="ours",
    registers_at="/api/v1/auth/register",
    token="access_token",
    orders_at="/api/v1/content/generate",
    order={
        "source_type": "manual",
        "source_data": {"name": "Copper Kettle", "price": "49.00 EUR", "description": "Holds 1.7 litres."},
        "content_types": ["description"],
    },
    lists_at="/api/v1/content/jobs?per_page=20",
)
GENERATOR: Final = Dialect(
    name="generator",
    registers_at="/generator/auth/register",
    token="token",
    orders_at="/generator/generate-content",
    order={
        "prompt": "Write a description of a copper kettle for 49.00 EUR.",
        "contentType": "Product Description",
    },
    lists_at="/generator/generate-content",
)
