"""Stripe's own package against the sandbox, used as Stripe's documentation uses it."""

import asyncio

import pytest
import stripe

from contentforge_billing.sandbox.rest import API_VERSION
from integration.billing.sandbox.conftest import Plans
from support.sandbox import KEY, Sandbox, close, stripe_client


def test_the_sandbox_speaks_the_version_of_the_package() -> None:
    assert stripe.api_version == API_VERSION


async def test_a_customer_is_created_retrieved_and_updated(api: stripe.StripeClient) -> None:
    made = await api.v1.customers.create_async(
        {"email": "ada@example.com", "name": "Ada", "metadata": {"organization": "42", "plan": "none"}}
    )
    updated = await api.v1.customers.update_async(made.id, {"metadata": {"plan": ""}, "name": "Ada L"})
    found = await api.v1.customers.retrieve_async(made.id)

    assert made.id.startswith("cus_")
    assert made.livemode is False
    assert (found.name, found.email) == ("Ada L", "ada@example.com")
    assert found.metadata == updated.metadata
    assert found.metadata is not None
    assert found.metadata.to_dict() == {"organization": "42"}


async def test_lists_are_paged_automatically_in_both_directions(api: stripe.StripeClient) -> None:
    made = [(await api.v1.customers.create_async({"name": f"c{number}"})).id for number in range(7)]

    page = await api.v1.customers.list_async({"limit": 3})
    forwards = [one.id async for one in page.auto_paging_iter()]
    last = await api.v1.customers.list_async({"limit": 3, "ending_before": made[0]})
    backwards = [one.id async for one in last.auto_paging_iter()]

    assert len(page.data) == 3
    assert page.has_more
    assert forwards == made[::-1]
    assert backwards == made[1:]


async def test_a_list_is_narrowed(api: stripe.StripeClient, plans: Plans) -> None:
    await api.v1.customers.create_async({"email": "a@example.com"})
    await api.v1.customers.create_async({"email": "b@example.com"})
    await api.v1.prices.update_async(plans.enterprise.id, {"active": False})

    by_mail = await api.v1.customers.list_async({"email": "b@example.com"})
    by_key = await api.v1.prices.list_async({"lookup_keys": ["pro_monthly", "big_monthly"], "expand": ["data.product"]})
    active = await api.v1.prices.list_async({"active": True, "type": "recurring"})
    later = await api.v1.customers.list_async({"created": {"gt": 4_000_000_000}})

    assert [one.email for one in by_mail.data] == ["b@example.com"]
    assert {one.id for one in by_key.data} == {plans.pro.id, plans.enterprise.id}
    assert {one.product.name for one in by_key.data if isinstance(one.product, stripe.Product)} == {"Pro", "Enterprise"}
    assert [one.id for one in active.data] == [plans.pro.id]
    assert later.data == []


async def test_customers_are_searched_by_metadata_and_address(api: stripe.StripeClient) -> None:
    wanted = await api.v1.customers.create_async({"email": "a@example.com", "metadata": {"organization": "4"}})
    await api.v1.customers.create_async({"email": "b@example.com", "metadata": {"organization": "4"}})

    found = await api.v1.customers.search_async({"query": "metadata['organization']:'4' AND email:'a@example.com'"})
    with pytest.raises(stripe.InvalidRequestError):
        await api.v1.customers.search_async({"query": "nonsense"})

    assert [one.id for one in found.data] == [wanted.id]


async def test_objects_are_expanded(api: stripe.StripeClient, plans: Plans) -> None:
    customer = await api.v1.customers.create_async(
        {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    )
    made = await api.v1.subscriptions.create_async(
        {
            "customer": customer.id,
            "items": [{"price": plans.pro.id}],
            "expand": [
                "latest_invoice",
                "customer.invoice_settings.default_payment_method",
                "items.data.price.product",
            ],
        }
    )

    assert isinstance(made.latest_invoice, stripe.Invoice)
    assert made.latest_invoice.status == "paid"
    assert made.latest_invoice.amount_paid == 1900
    assert isinstance(made.customer, stripe.Customer)
    assert made.customer.invoice_settings is not None
    method = made.customer.invoice_settings.default_payment_method
    assert isinstance(method, stripe.PaymentMethod)
    assert method.card is not None
    assert method.card.last4 == "4242"
    product = made["items"]["data"][0]["price"]["product"]
    assert product["name"] == "Pro"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        await api.v1.customers.retrieve_async(customer.id, {"expand": ["nonsense"]})


async def test_a_repeat_with_the_same_key_does_nothing_and_gets_the_same_answer(api: stripe.StripeClient) -> None:
    first = await api.v1.customers.create_async({"name": "once"}, {"idempotency_key": "k1"})
    again = await api.v1.customers.create_async({"name": "once"}, {"idempotency_key": "k1"})
    with pytest.raises(stripe.IdempotencyError):
        await api.v1.customers.create_async({"name": "other"}, {"idempotency_key": "k1"})

    assert first.id == again.id
    assert first.last_response is not None
    assert again.last_response is not None
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.request_id
    assert len((await api.v1.customers.list_async({})).data) == 1


async def test_of_many_at_once_with_one_key_one_is_carried_out(api: stripe.StripeClient) -> None:
    async def create() -> str | int | None:
        try:
            return (await api.v1.customers.create_async({"name": "once"}, {"idempotency_key": "k2"})).id
        except stripe.APIError as error:
            return error.http_status

    answers = await asyncio.gather(*(create() for _ in range(20)))

    assert len(set(answers) - {409}) == 1
    assert len((await api.v1.customers.list_async({})).data) == 1


async def test_a_refused_request_leaves_its_key_free(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await api.v1.prices.create_async({"currency": "usd", "product": "prod_none"}, {"idempotency_key": "k3"})
    product = await api.v1.products.create_async({"name": "Pro"})

    price = await api.v1.prices.create_async(
        {"currency": "usd", "product": product.id, "unit_amount": 100}, {"idempotency_key": "k3"}
    )

    assert price.unit_amount == 100


async def test_a_lookup_key_moves_only_when_it_is_transferred(api: stripe.StripeClient, plans: Plans) -> None:
    product = str(plans.pro.product)
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        await api.v1.prices.create_async(
            {"currency": "usd", "product": product, "unit_amount": 2900, "lookup_key": "pro_monthly"}
        )

    dearer = await api.v1.prices.create_async(
        {
            "currency": "usd",
            "product": product,
            "unit_amount": 2900,
            "lookup_key": "pro_monthly",
            "transfer_lookup_key": True,
        }
    )

    assert dearer.lookup_key == "pro_monthly"
    assert (await api.v1.prices.retrieve_async(plans.pro.id)).lookup_key is None


async def test_errors_have_stripes_shapes(sandbox: Sandbox, api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        await api.v1.customers.retrieve_async("cus_nobody")
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await api.v1.checkout.sessions.create_async({"mode": "subscription", "success_url": "https://example.com"})
    with pytest.raises(stripe.InvalidRequestError) as misspelt:
        await api.v1.customers.create_async({"nmae": "x"})  # type: ignore[arg-type]
    stranger = stripe_client(sandbox.address, "sk_test_another_one")
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided"):
        await stranger.v1.customers.list_async()
    await close(stranger)
    with pytest.raises(stripe.CardError) as declined:
        await api.v1.customers.create_async({"payment_method": "pm_card_chargeDeclined"})

    assert (unknown.value.http_status, unknown.value.code) == (404, "resource_missing")
    assert unknown.value.request_id is not None
    assert unknown.value.request_id.startswith("req_")
    assert (missing.value.http_status, missing.value.code, missing.value.param) == (
        400,
        "parameter_missing",
        "line_items",
    )
    assert (misspelt.value.code, misspelt.value.param) == ("parameter_unknown", "nmae")
    assert (declined.value.http_status, declined.value.code) == (402, "card_declined")
    assert (await api.v1.customers.list_async()).data == []


@pytest.mark.parametrize(
    "body",
    [b"name=%00", b"name=\xff", b"email[a]=1&email=2", b"limit=%F0", b"metadata=x", b"name[]=a", b"[a]=1", b"a[b]=1"],
)
async def test_broken_forms_are_refused(sandbox: Sandbox, body: bytes) -> None:
    headers = {"Authorization": "Bearer sk_test_for_tests_only", "Content-Type": "application/x-www-form-urlencoded"}

    async with sandbox.http.post(f"{sandbox.address}/v1/customers", data=body, headers=headers) as answer:
        told = await answer.json()

    assert answer.status == 400, told
    assert told["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=-1", "starting_after=cus_x", "created[gte]=z"]
)
async def test_unreadable_pages_are_refused(sandbox: Sandbox, query: str) -> None:
    headers = {"Authorization": "Bearer sk_test_for_tests_only"}

    async with sandbox.http.get(f"{sandbox.address}/v1/customers?{query}", headers=headers) as answer:
        told = await answer.json()

    assert answer.status == 400, told


async def test_what_no_route_takes_is_answered_in_stripes_form(sandbox: Sandbox) -> None:
    async with sandbox.http.get(f"{sandbox.address}/v1/nothing") as answer:
        told = await answer.json()

    assert answer.status == 404
    assert "Unrecognized request URL" in told["error"]["message"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("test_helpers/test_clocks", "frozen_time=9007199254740991"),
        ("test_helpers/test_clocks", "frozen_time=-1"),
        ("products", "name=x&id=" + "a" * 4000),
        ("products", "name=x&id=a/b"),
        ("prices", "currency=usd&product={product}&unit_amount=999999999999"),
        ("prices", "currency=usd&product={product}&unit_amount_decimal=1e9"),
        ("prices", "currency=%E2%82%AC&product={product}&unit_amount=1"),
        ("subscriptions", "customer=cus_nobody&items[0][price]={price}&items[0][quantity]=9999999"),
        ("checkout/sessions", "mode=subscription&success_url=javascript:alert(1)&line_items[0][price]={price}"),
        ("checkout/sessions", "mode=payment&success_url=http://a&line_items[0][price]={price}"),
        ("checkout/sessions", "mode=subscription&success_url=http://a&line_items=x"),
        ("checkout/sessions", "mode=subscription&success_url=http://a&line_items[0][price]={price}&expires_at=1"),
        ("subscriptions", "customer=cus_nobody&items[0][price]={price}"),
        ("billing_portal/sessions", "customer=cus_nobody"),
    ],
)
async def test_values_beyond_all_bounds_are_refused(sandbox: Sandbox, plans: Plans, path: str, body: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}
    filled = body.format(product=plans.pro.product, price=plans.pro.id)

    async with sandbox.http.post(f"{sandbox.address}/v1/{path}", data=filled, headers=headers) as answer:
        told = await answer.json()

    assert answer.status == 400, told
    assert told["error"]["message"]
