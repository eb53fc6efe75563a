"""What both sides stand on in a run: one PostgreSQL as durable as an operator's, one Valkey, and a scratch folder."""

import asyncio
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import asyncpg
import redis
from sqlalchemy import make_url

from contentforge_app.embedded import EmbeddedPostgres, EmbeddedValkey, ports
from contentforge_app.migrations import migrate
from contentforge_app.migrations.roles import ensure_roles
from support.databases import DatabaseUrls
from support.rig_process import Process

TESTS: Final = Path(__file__).resolve().parents[1]
ROOT: Final = TESTS.parent
DATABASE: Final = "contentforge"
PARTNERS: Final = "peer"


class Ground:
    """The engines, reached by socket (PostgreSQL) and without a password (Valkey, since the partner knows none)."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self.folder = folder
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        (folder / "logs").mkdir()
        self._closing = closing
        self._started = 0
        postgres = EmbeddedPostgres(folder, database=DATABASE)
        closing.callback(postgres.destroy)
        self._admin = postgres.start().socket_url
        valkey = EmbeddedValkey(folder)
        closing.callback(valkey.stop)
        running = valkey.start()
        self.redis_port = running.port
        self.redis_url = f"redis://127.0.0.1:{running.port}/0"
        with redis.Redis.from_url(running.url) as client:
            client.config_set("requirepass", "")

    def prepare(self, database: str = DATABASE) -> DatabaseUrls:
        """Migrate a database (made if it is not there), and tell how each role reaches it."""
        urls = self._urls(database)
        asyncio.run(_prepare(self._admin, urls, database))
        return urls

    def admin(self, database: str) -> str:
        """The superuser's address of a database."""
        return make_url(self._admin).set(database=database).render_as_string(hide_password=False)

    def partners_environment(self) -> dict[str, str]:
        """How the partner finds the same engines."""
        parts = urlsplit(self._admin)
        place = parse_qs(parts.query)
        run(self.admin("postgres"), f"CREATE DATABASE {PARTNERS}")
        return {
            "PGHOST": place["host"][0],
            "PGPORT": place["port"][0],
            "PGPASSWORD": parts.password or "",
            "PGDATABASE": PARTNERS,
            "REDIS_PORT": str(self.redis_port),
        }

    def launch(self, name: str, program: Sequence[str], environment: Mapping[str, str]) -> Process:
        """Start a process that ends with this run at the latest."""
        self._started += 1
        base = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TMPDIR": str(self.scratch)}
        log = self.folder / "logs" / f"{self._started:03d}-{name}.log"
        process = Process(name, program, {**base, **environment}, log)
        self._closing.callback(process.end)
        return process

    @contextmanager
    def serving(self, name: str, program: Sequence[str], environment: Mapping[str, str], path: str) -> Iterator[str]:
        """Run a server for as long as the block lasts; `{port}` in the program is where. Gives its address."""
        port = ports.free_port()
        process = self.launch(name, [part.replace("{port}", str(port)) for part in program], environment)
        try:
            process.wait_ready(port, path)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.end()

    def _urls(self, database: str) -> DatabaseUrls:
        base = make_url(self.admin(database))
        password = self.folder / "role-password"
        if not password.exists():
            password.write_text(secrets.token_hex(12), encoding="ascii")

        def as_role(role: str) -> str:
            url = base.set(username=role, password=password.read_text(encoding="ascii"))
            return url.render_as_string(hide_password=False)

        return DatabaseUrls(
            admin=base.render_as_string(hide_password=False),
            owner=as_role("contentforge_owner"),
            app=as_role("contentforge_app"),
            system=as_role("contentforge_system"),
        )


@contextmanager
def ground() -> Iterator[Ground]:
    """Start the engines, and leave nothing behind at the end."""
    with ExitStack() as closing:
        folder = Path(tempfile.mkdtemp(prefix="contentforge-bench-"))
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Ground(folder, closing)


def python(*arguments: str) -> list[str]:
    """A command line for this interpreter."""
    return [sys.executable, *arguments]


def run(url: str, *statements: str) -> None:
    """Run statements one by one, each committed by itself."""
    asyncio.run(_run(url, statements))


def value(url: str, sql: str, *values: object) -> Any:
    """One value, as the superuser sees it."""

    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql, *values)
        finally:
            await connection.close()

    return asyncio.run(ask())


async def _run(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _prepare(admin: str, urls: DatabaseUrls, database: str) -> None:
    known = "SELECT true FROM pg_database WHERE datname = $1"
    connection = await asyncpg.connect(admin)
    try:
        if not await connection.fetchval(known, database):
            await connection.execute(f'CREATE DATABASE "{database}"')
    finally:
        await connection.close()
    await ensure_roles(urls.admin, {"owner": urls.owner, "app": urls.app, "system": urls.system})
    await migrate(urls.owner, urls.app, urls.system)
