"""The console: outages, who may use it, and what the role behind the sandbox may touch."""

import asyncio
import time

import aiohttp
import asyncpg
import pytest
import stripe

from contentforge_app.migrations import check
from integration.billing.sandbox.browser import subscribe
from integration.billing.sandbox.conftest import Plans
from support.databases import DatabaseUrls
from support.sandbox import Sandbox, close, sandbox_url, stripe_client


@pytest.mark.parametrize(("mode", "status"), [("error", 500), ("rate_limit", 429)])
async def test_an_outage_lasts_for_so_many_requests(
    sandbox: Sandbox, api: stripe.StripeClient, mode: str, status: int
) -> None:
    await sandbox.console("PUT", "switches/outage", mode=mode, times=2)

    answers = []
    for _ in range(3):
        try:
            await api.v1.customers.create_async({"name": "x"})
            answers.append(200)
        except stripe.StripeError as error:
            answers.append(error.http_status or 0)

    assert answers == [status, status, 200]
    assert len((await api.v1.customers.list_async()).data) == 1


async def test_an_outage_can_be_ended(sandbox: Sandbox, api: stripe.StripeClient) -> None:
    on = await sandbox.console("PUT", "switches/outage", mode="error", seconds=600)
    with pytest.raises(stripe.APIError):
        await api.v1.customers.list_async()

    off = await sandbox.console("DELETE", "switches/outage")

    assert on["switches"][0]["mode"] == "error"
    assert off["switches"] == []
    await api.v1.customers.list_async()


async def test_a_lost_answer_is_found_again_by_its_key(sandbox: Sandbox) -> None:
    patient = stripe_client(sandbox.address, max_network_retries=2)
    await sandbox.console("PUT", "switches/outage", mode="lost", times=1)

    customer = await patient.v1.customers.create_async({"name": "once"})

    listed = await patient.v1.customers.list_async()
    await close(patient)
    assert [one.id for one in listed.data] == [customer.id]
    assert customer.last_response is not None
    assert customer.last_response.headers["Idempotent-Replayed"] == "true"


async def test_a_slow_answer_takes_five_seconds(sandbox: Sandbox, api: stripe.StripeClient) -> None:
    await sandbox.console("PUT", "switches/outage", mode="slow", times=1)
    began = time.monotonic()

    await asyncio.gather(api.v1.customers.list_async(), api.v1.customers.list_async())

    assert time.monotonic() - began > 4.5


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "switches/nonsense", {}),
        ("PUT", "switches/outage", {"mode": "nonsense"}),
        ("PUT", "switches/outage", {"mode": "error", "times": 0}),
        ("PUT", "switches/drop", {"extra": 1}),
        ("POST", "deliveries/0/redeliver", {}),
        ("POST", "deliveries/99999999999999999999/redeliver", {}),
        ("POST", "customers/cus_nobody/advance", {}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    sandbox: Sandbox, method: str, path: str, body: dict[str, object]
) -> None:
    async with sandbox.http.request(method, f"{sandbox.address}/_sandbox/{path}", json=body) as answer:
        assert answer.status in {400, 404}
        assert (await answer.json())["error"]["message"]


async def test_the_console_is_refused_under_a_name_that_only_leads_here(sandbox: Sandbox) -> None:
    headers = {"Host": "rebound.example"}

    async with sandbox.http.get(f"{sandbox.address}/_sandbox/switches", headers=headers) as api_answer:
        assert api_answer.status == 403
    async with sandbox.http.get(f"{sandbox.address}/_sandbox/", headers=headers) as page_answer:
        assert page_answer.status == 403


async def test_a_form_of_another_page_switches_nothing(sandbox: Sandbox) -> None:
    form = aiohttp.FormData({"mode": "error"})

    async with sandbox.http.put(f"{sandbox.address}/_sandbox/switches/outage", data=form) as answer:
        assert answer.status == 400
    async with sandbox.http.post(
        f"{sandbox.address}/_sandbox/", data={"step": "day"}, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    ) as page_answer:
        assert page_answer.status == 403


async def test_the_console_page_shows_customers_and_lets_time_pass(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    subscription = await subscribe(sandbox, plans.pro.id)
    page = f"{sandbox.address}/_sandbox/"
    _, before = await sandbox.get(page)

    status, went = await sandbox.submit(page, step="day", customer=str(subscription.customer))

    assert "ada@example.com" in before
    assert "customer.subscription.created" in before
    assert (status, went) == (303, "/_sandbox/")
    moved = await api.v1.customers.retrieve_async(str(subscription.customer))
    assert moved.test_clock is not None
    refused, shown = await sandbox.submit(page, step="day", customer="cus_nobody")
    assert (refused, "No such customer" in shown) == (400, True)


async def test_its_role_may_touch_nothing_but_its_own_schema(sandbox: Sandbox, own_database_urls: DatabaseUrls) -> None:
    assert sandbox.address
    connection = await asyncpg.connect(sandbox_url(own_database_urls))
    try:
        for statement in (
            "SELECT * FROM organization",
            "DELETE FROM usage_entry",
            "CREATE TABLE public.stray (id int)",
            "SET ROLE contentforge_system",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_products_schema_knows_nothing_of_it_and_a_backup_may_read_it(
    sandbox: Sandbox, own_database_urls: DatabaseUrls
) -> None:
    assert sandbox.address
    report = await check(own_database_urls.owner)
    connection = await asyncpg.connect(own_database_urls.system)
    try:
        closed = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'sandbox'"
            " AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM sandbox.object")
    finally:
        await connection.close()

    assert report.differences == ()
    assert closed == []
