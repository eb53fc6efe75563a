"""Promise 25: migrations do not stop the service, whatever else has its hands on the tables at that moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from typing import Final

import asyncpg
import pytest

from contentforge_app.migrations import head, history
from contentforge_platform.database.roles import driver_url
from support.database_traffic import FILLED, flowing, quantile
from support.databases import DatabaseUrls, migrate_to
from support.rig import Rig
from support.rig_client import Desk
from support.smoke import smoke

_MOST: Final = 1.0
_BUSY: Final = ("0005", "0009a", "0064", "0073")
"""Migrations of tables that are in use: new columns, a foreign key, indexes. The short form holds up these."""
_TABLES: Final = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> $1"


@asynccontextmanager
async def writer_at_every_table(urls: DatabaseUrls, seconds: float) -> AsyncIterator[None]:
    """A transaction that has written to every table stays open for so long, also when the block is over earlier."""
    connection = await asyncpg.connect(driver_url(urls.admin))
    tables = [found[0] for found in await connection.fetch(_TABLES, "alembic_version")]
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"LOCK TABLE {', '.join(tables)} IN ROW EXCLUSIVE MODE")

    async def leave() -> None:
        await asyncio.sleep(seconds)
        await transaction.rollback()
        await connection.close()

    leaving = asyncio.create_task(leave())
    try:
        yield
    finally:
        await leaving


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Executor]:
    """Another process, as migrations have one: in this one they would wait for those who ask and measure."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


async def _migrated(elsewhere: Executor, urls: DatabaseUrls, to: str) -> float:
    """How long it took, in seconds."""
    began = time.monotonic()
    await asyncio.get_running_loop().run_in_executor(elsewhere, migrate_to, urls, to)
    return time.monotonic() - began


async def _fill(urls: DatabaseUrls, revision: str, rows: int) -> None:
    if revision not in FILLED:
        return
    connection = await asyncpg.connect(driver_url(urls.admin))
    await connection.execute(FILLED[revision].format(rows=rows))
    await connection.execute("ANALYZE")
    await connection.close()


@pytest.mark.parametrize(
    ("rows", "seconds", "busy"),
    [
        pytest.param(2_000, 2.0, _BUSY, marks=pytest.mark.timeout(300), id="short"),
        pytest.param(200_000, 10.0, history()[1:], marks=[pytest.mark.long, pytest.mark.timeout(3600)], id="long"),
    ],
)
async def test_a_database_is_migrated_from_the_first_to_the_last_while_it_serves(
    elsewhere: Executor, empty_database_urls: DatabaseUrls, rows: int, seconds: float, busy: tuple[str, ...]
) -> None:
    """Fifty statements a second, of those that there are tables for; before busy migrations a write stays open."""
    stops = [revision for revision in history() if revision in {*FILLED, *busy, *_before(busy), head()}]
    urls = empty_database_urls
    during: dict[str, float] = {}
    async with flowing(urls.app) as traffic:
        for revision in stops:
            asked, idle = len(traffic.seconds), len(traffic.idle)
            if revision in busy:
                async with writer_at_every_table(urls, seconds):
                    took = await _migrated(elsewhere, urls, revision)
                if revision in _BUSY:
                    assert took > seconds * 0.9, f"{revision} did not wait for the write that was open"
                await traffic.answered()
                during[revision] = quantile(traffic.seconds[asked:], 0.99) - quantile(traffic.idle[idle:], 0.99)
            else:
                await _migrated(elsewhere, urls, revision)
            await _fill(urls, revision, rows)
            traffic.revision = revision

    overall, by_itself = quantile(traffic.seconds, 0.99), quantile(traffic.idle, 0.99)
    print(  # noqa: T201 - figures to report
        f"{len(traffic.seconds)} statements, p99 {overall:.3f} s, slowest {max(traffic.seconds):.3f} s, without tables "
        f"{by_itself:.3f} s; beyond that during {', '.join(f'{at} {told:.3f} s' for at, told in during.items())}"
    )
    assert traffic.failures == []
    assert len(traffic.seconds) > 50 * seconds * len(busy) / 2
    assert overall < _MOST + by_itself
    assert {revision: told for revision, told in during.items() if told >= _MOST} == {}


def _before(revisions: tuple[str, ...]) -> set[str]:
    known = history()
    return {known[known.index(revision) - 1] for revision in revisions}


@pytest.mark.timeout(300)
async def test_what_serves_goes_on_when_every_table_has_got_one_more_column(rig: Rig, desk: Desk) -> None:
    """So the next release will find this one: with its statements prepared on connections of before."""
    image = rig.shop.image("one")
    for _ in range(2):
        await smoke(desk, None, image)
    async with rig.superuser() as database:
        tables = [found[0] for found in await database.fetch(_TABLES, "alembic_version")]
        try:
            await database.execute("; ".join(f"ALTER TABLE {table} ADD COLUMN later integer" for table in tables))
            for _ in range(2):
                await smoke(desk, None, image)
        finally:
            await database.execute("; ".join(f"ALTER TABLE {table} DROP COLUMN IF EXISTS later" for table in tables))
    assert len(tables) > 30
    assert rig.journal.unplanned == []
