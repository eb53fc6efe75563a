"""Fixtures that every kind of test shares: real engines, one set per test process."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from contentforge_app.embedded import EmbeddedValkey, RunningValkey
from contentforge_platform.database import Database, UnitOfWork
from support.app import Api, running, settings_for
from support.collector import Collector, collecting, tracing
from support.databases import DatabaseUrls, TestServer, serving


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with serving(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningValkey]:
    engine = EmbeddedValkey(Path(tmp_path_factory.mktemp("valkey")), fast=True)
    with engine as running:
        yield running


@pytest.fixture(scope="session")
def database_urls(postgres: TestServer) -> Iterator[DatabaseUrls]:
    """The database of this test process. Tests in it keep apart by working in organizations of their own."""
    with postgres.clone() as urls:
        yield urls


@pytest.fixture
def own_database_urls(postgres: TestServer) -> Iterator[DatabaseUrls]:
    """A database of the test's own, for what looks at the whole table: claims, sweeps, relays."""
    with postgres.clone() as urls:
        yield urls


@pytest.fixture
def empty_database_urls(postgres: TestServer) -> Iterator[DatabaseUrls]:
    """A database in which nothing has been migrated yet."""
    with postgres.empty() as urls:
        yield urls


@pytest.fixture
def effects() -> list[object]:
    """What units of work of this test gave away after their commits."""
    return []


@pytest.fixture
async def uow(database_urls: DatabaseUrls, effects: list[object]) -> AsyncIterator[UnitOfWork]:
    """Units of work on the database of this test process."""
    database = Database(database_urls.settings(), application="test")
    yield UnitOfWork(database, lambda noted: _keep(effects, noted))
    await database.close()


@pytest.fixture
async def own_uow(own_database_urls: DatabaseUrls, effects: list[object]) -> AsyncIterator[UnitOfWork]:
    """Units of work on a database of the test's own."""
    database = Database(own_database_urls.settings(), application="test")
    yield UnitOfWork(database, lambda noted: _keep(effects, noted))
    await database.close()


@pytest.fixture
async def prompt_api(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    """Without the hold, on a database of its own, so that the workshop runs what the test ordered and nothing else."""
    generation = {"inline_wait_seconds": 0, "hold_seconds": 0}
    async with running(settings_for(own_database_urls, valkey, tmp_path, generation=generation)) as started:
        yield started


@pytest.fixture
def collector() -> Iterator[Collector]:
    """What receives spans, on a port of its own."""
    with collecting() as collector:
        yield collector


@pytest.fixture
def flush(collector: Collector) -> Iterator[Callable[[], None]]:
    """This process traces to the collector; call it to have sent what has ended."""
    with tracing(collector) as flush:
        yield flush


def _keep(effects: list[object], noted: Sequence[object]) -> None:
    effects.extend(noted)
