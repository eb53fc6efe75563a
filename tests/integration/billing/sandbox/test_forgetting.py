"""What the sandbox forgets after 30 days of real time, and what it keeps."""

import asyncpg

from support.databases import DatabaseUrls
from support.sandbox import Sandbox, listening, serving, until


async def age(urls: DatabaseUrls, days: int) -> None:
    """As if all that there is had been noted so many days earlier."""
    admin = await asyncpg.connect(urls.admin)
    try:
        for table, column in (("object", "noted_at"), ("delivery", "due_at"), ("idempotency", "begun_at")):
            await admin.execute(f"UPDATE sandbox.{table} SET {column} = {column} - make_interval(days => {days})")
    finally:
        await admin.close()


async def counted(urls: DatabaseUrls) -> dict[str, int]:
    admin = await asyncpg.connect(urls.admin)
    try:
        row = await admin.fetchrow(
            "SELECT (SELECT count(*) FROM sandbox.object WHERE kind = 'event') AS events,"
            " (SELECT count(*) FROM sandbox.object WHERE kind <> 'event') AS objects,"
            " (SELECT count(*) FROM sandbox.delivery) AS deliveries,"
            " (SELECT count(*) FROM sandbox.idempotency) AS keys"
        )
        assert row is not None
        return dict(row)
    finally:
        await admin.close()


async def make_customer(sandbox: Sandbox, key: str) -> None:
    await sandbox.client.v1.customers.create_async({"name": key}, {"idempotency_key": key})


async def test_events_deliveries_and_keys_of_more_than_30_days_are_forgotten(own_database_urls: DatabaseUrls) -> None:
    async with listening() as shop:
        async with serving(own_database_urls, webhook=shop.url) as sandbox:
            for number in range(3):
                await make_customer(sandbox, f"old{number}")
            await shop.hear("customer.created", times=3)
        await age(own_database_urls, 2)
        async with serving(own_database_urls, webhook=shop.url) as sandbox:
            await make_customer(sandbox, "newer")
            await shop.hear("customer.created", times=4)
        await age(own_database_urls, 29)
        before = await counted(own_database_urls)

        async with serving(own_database_urls, webhook=shop.url) as sandbox:

            async def has_forgotten() -> bool:
                return (await counted(own_database_urls))["keys"] == 1

            await until(has_forgotten)
            left = (await sandbox.client.v1.events.list_async({})).data
            customers = (await sandbox.client.v1.customers.list_async({})).data

    after = await counted(own_database_urls)
    assert (before["events"], before["deliveries"], before["keys"]) == (4, 4, 4)
    assert (after["events"], after["deliveries"], after["objects"]) == (1, 1, before["objects"])
    assert [event.data.object["name"] for event in left] == ["newer"]
    assert len(customers) == 4


async def test_what_is_still_to_be_sent_is_kept_however_old(own_database_urls: DatabaseUrls) -> None:
    async with listening() as shop:
        shop.answers = [500] * 1000
        async with serving(own_database_urls, webhook=shop.url) as sandbox:
            await make_customer(sandbox, "waiting")
        await age(own_database_urls, 40)
        shop.answers = []
        async with serving(own_database_urls, webhook=shop.url):
            event = await shop.hear("customer.created")

    assert event.data.object["name"] == "waiting"


async def test_a_test_clock_ahead_or_behind_makes_nothing_older(own_database_urls: DatabaseUrls) -> None:
    async with serving(own_database_urls) as sandbox:
        for frozen_time in (946_684_800, 4_000_000_000):
            clock = await sandbox.client.v1.test_helpers.test_clocks.create_async({"frozen_time": frozen_time})
            await sandbox.client.v1.customers.create_async({"test_clock": clock.id})
        before = await counted(own_database_urls)
    async with serving(own_database_urls) as sandbox:
        await make_customer(sandbox, "one more")

    after = await counted(own_database_urls)
    assert after["events"] == before["events"] + 1
