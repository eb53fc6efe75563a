"""Databases for tests: the real engine, migrated into a template, cloned where a test needs its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
from pydantic import SecretStr
from sqlalchemy import make_url

from contentforge_app.embedded import EmbeddedPostgres, RunningPostgres
from contentforge_app.migrations import migrate
from contentforge_app.migrations.roles import ensure_roles
from contentforge_platform.database import DatabaseSettings

_PASSWORD = "for-tests-only"


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database, as each of the roles (and as the superuser) sees it."""

    admin: str
    owner: str
    app: str
    system: str

    def settings(self, **limits: object) -> DatabaseSettings:
        return DatabaseSettings.model_validate(
            {
                "url": SecretStr(self.app),
                "owner_url": SecretStr(self.owner),
                "system_url": SecretStr(self.system),
                **limits,
            }
        )

    def environment(self) -> dict[str, str]:
        """What a process of the product needs to work on this database."""
        return {
            "CONTENTFORGE_DATABASE__URL": self.app,
            "CONTENTFORGE_DATABASE__OWNER_URL": self.owner,
            "CONTENTFORGE_DATABASE__SYSTEM_URL": self.system,
        }


def urls_for(admin: str, database: str) -> DatabaseUrls:
    base = make_url(admin).set(database=database)

    def as_role(role: str) -> str:
        return base.set(username=role, password=_PASSWORD).render_as_string(hide_password=False)

    return DatabaseUrls(
        admin=base.render_as_string(hide_password=False),
        owner=as_role("contentforge_owner"),
        app=as_role("contentforge_app"),
        system=as_role("contentforge_system"),
    )


class TestServer:
    """A PostgreSQL server with a migrated template database."""

    __test__ = False

    def __init__(self, running: RunningPostgres) -> None:
        self._admin = running.url
        self._template = make_url(running.url).database or "contentforge"
        self._maintenance = make_url(running.url).set(database="postgres").render_as_string(hide_password=False)
        self.running = running

    async def prepare(self) -> None:
        urls = urls_for(self._admin, self._template)
        await ensure_roles(urls.admin, {"owner": urls.owner, "app": urls.app, "system": urls.system})
        await migrate(urls.owner, urls.app, urls.system)

    @contextmanager
    def clone(self) -> Iterator[DatabaseUrls]:
        with self._database(self._template) as urls:
            yield urls

    @contextmanager
    def empty(self) -> Iterator[DatabaseUrls]:
        """A database in which nothing has been migrated yet."""
        with self._database("template0") as urls:
            yield urls

    @contextmanager
    def _database(self, template: str) -> Iterator[DatabaseUrls]:
        name = f"t_{uuid4().hex}"
        self._administer(f'CREATE DATABASE {name} TEMPLATE "{template}" OWNER contentforge_owner')
        try:
            yield urls_for(self._admin, name)
        finally:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self._maintenance)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())


@contextmanager
def serving(folder: Path, *, fast: bool = True) -> Iterator[TestServer]:
    """Start a server on `folder`, migrate its template, and remove it all at the end."""
    engine = EmbeddedPostgres(folder, fast=fast)
    try:
        server = TestServer(engine.start())
        asyncio.run(server.prepare())
        yield server
    finally:
        engine.destroy()


def migrate_to(urls: DatabaseUrls, revision: str) -> None:
    """Bring a database to a revision, for a process of its own: it finds this module wherever pytest was started."""
    asyncio.run(migrate(urls.owner, urls.app, urls.system, to=revision))
