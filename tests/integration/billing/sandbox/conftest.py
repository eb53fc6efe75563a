"""A sandbox of the test's own, with two plans on sale, and a shop that listens."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import stripe

from support.databases import DatabaseUrls
from support.sandbox import Sandbox, Shop, listening, serving


@dataclass
class Plans:
    pro: stripe.Price
    enterprise: stripe.Price


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with listening() as listener:
        yield listener


@pytest.fixture
async def sandbox(own_database_urls: DatabaseUrls, shop: Shop) -> AsyncIterator[Sandbox]:
    async with serving(own_database_urls, webhook=shop.url) as running:
        yield running


@pytest.fixture
def api(sandbox: Sandbox) -> stripe.StripeClient:
    return sandbox.client


@pytest.fixture
async def plans(api: stripe.StripeClient) -> Plans:
    return Plans(await _plan(api, "Pro", 1900, "pro_monthly"), await _plan(api, "Enterprise", 4900, "big_monthly"))


async def _plan(api: stripe.StripeClient, name: str, amount: int, key: str) -> stripe.Price:
    product = await api.v1.products.create_async(
        {
            "name": name,
            "description": f"The {name} plan.",
            "marketing_features": [{"name": "200 generations a month"}, {"name": "API access"}],
        }
    )
    return await api.v1.prices.create_async(
        {
            "product": product.id,
            "currency": "usd",
            "unit_amount": amount,
            "recurring": {"interval": "month"},
            "lookup_key": key,
        }
    )
