"""Webhooks: signed, kept, tried again, and sent as the switches say."""

import time

import pytest
import stripe

from support.databases import DatabaseUrls
from support.sandbox import SECRET, Sandbox, Shop, listening, serving, until


async def test_an_event_is_signed_over_its_raw_body(api: stripe.StripeClient, shop: Shop) -> None:
    customer = await api.v1.customers.create_async({"name": "Zoë €"}, {"idempotency_key": "key-1"})

    event = await shop.hear("customer.created")

    assert event.data.object["id"] == customer.id
    assert event.data.object["name"] == "Zoë €"
    assert event.request is not None
    assert event.request.idempotency_key == "key-1"
    assert event.pending_webhooks == 1
    assert abs(event.created - time.time()) < 30
    stored = await api.v1.events.retrieve_async(event.id)
    assert stored.data.object["id"] == customer.id


async def test_each_endpoint_has_its_own_secret_and_gets_what_it_asks_for(api: stripe.StripeClient, shop: Shop) -> None:
    async with listening() as other:
        made = await api.v1.webhook_endpoints.create_async(
            {"url": other.url, "enabled_events": ["customer.updated", "product.created"]}
        )
        assert made.secret is not None
        other.secret = made.secret
        customer = await api.v1.customers.create_async({})
        await api.v1.customers.update_async(customer.id, {"name": "Ada"})

        event = await other.hear("customer.updated")

        assert other.types == ["customer.updated"]
        assert other.secret != SECRET
        assert event.data.previous_attributes is not None
        assert event.data.previous_attributes["name"] is None
        await shop.hear("customer.updated")
        listed = await api.v1.webhook_endpoints.list_async()
        assert len(listed.data) == 2
        assert "secret" not in listed.data[0]
        await api.v1.webhook_endpoints.delete_async(made.id)
        await api.v1.products.create_async({"name": "Pro"})
        await shop.hear("product.created")
        assert other.types == ["customer.updated"]


async def test_a_refused_delivery_is_tried_again_later_each_time(api: stripe.StripeClient, shop: Shop) -> None:
    shop.answers = [500, 503]
    began = time.monotonic()
    await api.v1.customers.create_async({})

    await shop.hear("customer.created")

    assert shop.attempts == 3
    assert 2.5 < time.monotonic() - began < 12


async def test_a_restart_loses_neither_objects_nor_deliveries_nor_keys(own_database_urls: DatabaseUrls) -> None:
    async with listening() as shop:
        shop.answers = [500] * 50
        async with serving(own_database_urls, webhook=shop.url) as sandbox:
            made = await sandbox.client.v1.customers.create_async({"name": "kept"}, {"idempotency_key": "k"})
            await until(lambda: _attempted(shop))
        shop.answers = []
        async with serving(own_database_urls, webhook=shop.url) as sandbox:
            began = time.monotonic()
            event = await shop.hear("customer.created")
            waited = time.monotonic() - began
            again = await sandbox.client.v1.customers.create_async({"name": "kept"}, {"idempotency_key": "k"})
            endpoints = await sandbox.client.v1.webhook_endpoints.list_async()

    assert event.data.object["id"] == made.id == again.id
    assert waited < 3, "what waits is tried at once after a start"
    assert len(endpoints.data) == 1


async def test_another_address_takes_the_place_of_the_products_former_one(own_database_urls: DatabaseUrls) -> None:
    async with listening() as first, listening() as second:
        async with serving(own_database_urls, webhook=first.url):
            pass
        async with serving(own_database_urls, webhook=second.url) as sandbox:
            endpoints = await sandbox.client.v1.webhook_endpoints.list_async()

    assert [one.url for one in endpoints.data] == [second.url]


async def test_a_dropped_webhook_is_not_sent_and_may_be_redelivered(
    sandbox: Sandbox, api: stripe.StripeClient, shop: Shop
) -> None:
    await sandbox.console("PUT", "switches/drop", times=1)
    lost = await api.v1.customers.create_async({"name": "lost"})
    await api.v1.customers.create_async({"name": "sent"})
    await shop.hear("customer.created")
    dropped = (await sandbox.console("GET", "deliveries?state=dropped"))["deliveries"]

    await sandbox.console("POST", f"deliveries/{dropped[0]['number']}/redeliver")
    event = await shop.hear("customer.created", times=2)

    assert len(dropped) == 1
    assert event.data.object["id"] == lost.id


async def test_a_duplicated_webhook_comes_three_times(sandbox: Sandbox, api: stripe.StripeClient, shop: Shop) -> None:
    await sandbox.console("PUT", "switches/duplicate", times=1)
    await api.v1.customers.create_async({})

    await shop.hear("customer.created", times=3)

    assert len({event.id for event in shop.events}) == 1


async def test_shuffled_webhooks_come_out_of_order(sandbox: Sandbox, api: stripe.StripeClient, shop: Shop) -> None:
    await sandbox.console("PUT", "switches/shuffle", seconds=60)
    made = [(await api.v1.customers.create_async({})).id for _ in range(12)]

    await shop.hear("customer.created", times=12)

    came = [event.data.object["id"] for event in shop.events]
    assert sorted(came) == sorted(made)
    assert came != made


async def test_events_are_listed_by_type_and_time(api: stripe.StripeClient) -> None:
    customer = await api.v1.customers.create_async({})
    await api.v1.customers.update_async(customer.id, {"name": "Ada"})
    await api.v1.products.create_async({"name": "Pro"})

    both = await api.v1.events.list_async({"types": ["customer.created", "product.created"], "limit": 1})
    types = [event.type async for event in both.auto_paging_iter()]
    recent = await api.v1.events.list_async({"type": "customer.updated", "created": {"gte": int(time.time()) - 60}})
    future = await api.v1.events.list_async({"created": {"gte": int(time.time()) + 600}})

    assert types == ["product.created", "customer.created"]
    assert [event.type for event in recent.data] == ["customer.updated"]
    assert future.data == []


@pytest.mark.parametrize("url", ["ftp://example.com", "example.com", "http://", "http://x y/", ""])
async def test_an_endpoint_needs_an_address(api: stripe.StripeClient, url: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await api.v1.webhook_endpoints.create_async({"url": url, "enabled_events": ["*"]})


async def _attempted(shop: Shop) -> bool:
    return shop.attempts > 3  # the next attempt would be eight seconds later
