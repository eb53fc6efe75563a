"""What a statement of the hot path reads does not grow with what others have in flight."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import reserve, settle
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.ids import TenantId
from support.databases import DatabaseUrls

_SETTLED = 5_000
_HELD_BY_OTHERS = 2_000
_MINE = 20

_ENTRIES = """
INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, settled_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'generations', 1, $2, date_trunc('month', now()),
       CASE WHEN $2 = 'settled' THEN now() END
FROM generate_series(1, $1)
"""
_CONNECTED = """
SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test' AND datname = current_database()
"""
_READ = """
SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'usage_entry')
     + (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'usage_entry')
"""


@pytest.fixture
async def admin(own_database_urls: DatabaseUrls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(own_database_urls.admin)
    yield connection
    await connection.close()


async def test_settling_a_unit_reads_no_other_organizations_holds(
    own_database_urls: DatabaseUrls, admin: "asyncpg.Connection[asyncpg.Record]", unlimited: Plan
) -> None:
    """The planner believes that hardly anything is held, as it does after a quiet night."""
    await admin.execute("ALTER TABLE usage_entry SET (autovacuum_enabled = off)")
    await admin.execute(_ENTRIES, _SETTLED, "settled")
    await admin.execute("ANALYZE usage_entry")
    await admin.execute(_ENTRIES, _HELD_BY_OTHERS, "held")
    tenant, items = TenantId(uuid4()), [uuid4() for _ in range(_MINE)]
    before = await _read_by(own_database_urls, admin, tenant, [], unlimited)

    after = await _read_by(own_database_urls, admin, tenant, items, unlimited)

    assert after - before < 10 * _MINE


async def _read_by(
    urls: DatabaseUrls, admin: "asyncpg.Connection[asyncpg.Record]", tenant: TenantId, items: list[UUID], plan: Plan
) -> int:
    """Rows of the ledger that were read until now, these items' included; a process tells them when it ends."""
    database = Database(urls.settings(), application="test")
    uow = UnitOfWork(database, lambda _: None)
    for item in items:
        async with uow.write(tenant) as session:
            await reserve(session, tenant, Metric.GENERATIONS, 1, item, plan)
        async with uow.write(tenant) as session:
            await settle(session, tenant, Metric.GENERATIONS, item)
    await database.close()
    async with asyncio.timeout(10):
        while await admin.fetchval(_CONNECTED):  # noqa: ASYNC110 - the condition is the database's
            await asyncio.sleep(0.01)
    return int(await admin.fetchval(_READ))
