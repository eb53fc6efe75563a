"""An organization of the test's own, plans, the books, and a calendar."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from contentforge_billing.plans import Plan
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.ids import TenantId
from integration.billing.books import Books, Calendar
from support.databases import DatabaseUrls

FREE = Plan(
    tier="free",
    name="Free",
    price_monthly_cents=0,
    currency="usd",
    generations_limit=10,
    images_limit=5,
    api_access=False,
    bulk=False,
    generations_per_minute=10,
)


@pytest.fixture
def tenant() -> TenantId:
    return TenantId(uuid4())


@pytest.fixture
def free() -> Plan:
    return FREE


@pytest.fixture
def unlimited() -> Plan:
    return FREE.model_copy(update={"generations_limit": -1, "images_limit": -1})


@pytest.fixture
def books(uow: UnitOfWork) -> Books:
    return Books(uow)


_CALENDAR = """
CREATE SCHEMA calendar;
GRANT USAGE ON SCHEMA calendar TO PUBLIC;
CREATE FUNCTION calendar.clock_timestamp() RETURNS timestamptz LANGUAGE sql
    AS $$ SELECT current_setting('calendar.now')::timestamptz $$;
"""


@pytest.fixture
async def calendar(own_database_urls: DatabaseUrls) -> AsyncIterator[Calendar]:
    admin = await asyncpg.connect(own_database_urls.admin)
    await admin.execute(_CALENDAR)
    await admin.close()
    database = Database(own_database_urls.settings(), application="test")
    yield Calendar(UnitOfWork(database, lambda _: None))
    await database.close()
