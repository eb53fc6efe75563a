"""The product as an operator runs it: real processes on real engines, each of which a test may kill or stop."""

import asyncio
import json
import os
import secrets
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from uuid import UUID

import asyncpg
from sqlalchemy import make_url

from contentforge_app.embedded import EmbeddedPostgres, EmbeddedValkey, ports
from contentforge_app.migrations import migrate
from contentforge_app.migrations.roles import ensure_roles
from contentforge_platform.database import Database, UnitOfWork
from support.databases import DatabaseUrls
from support.model_server import ModelServer
from support.rig_client import Desk, Journal, desk
from support.rig_process import Process
from support.shop_server import ShopServer

CREW: Final = ("api", "generation", "media", "events", "scheduler")
_COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "api": ("serve",),
    "generation": ("worker", "--queue", "generation"),
    "media": ("worker", "--queue", "media"),
    "events": ("worker", "--queue", "events"),
    "scheduler": ("scheduler",),
    "migration": ("migrate",),
    "sandbox": ("sandbox",),
}
READY: Final = "/readyz"
_TENANT: Final = """
SELECT organization.id FROM organization JOIN user_account ON user_account.id = organization.owner_id
WHERE user_account.email = $1
"""


_PORTS: Final = 10_000  # below those that the embedded engines take
_RIGS: Final = 25
_PORTS_PER_RIG: Final = 200
_given: Final[deque[int]] = deque(maxlen=50)
"""Ports given away lately by any rig of this process: who got one may not listen on it yet."""


class Rig:
    """PostgreSQL that forces its commits to disk, Valkey that forgets, a model, a shop, and the product's processes.

    The processes see nothing of this machine's environment but what stands here.
    """

    def __init__(
        self,
        folder: Path,
        *,
        packages: Path | None = None,
        settings: Mapping[str, str] | None = None,
        migrated: bool = True,
    ) -> None:
        self.folder = folder
        self.journal = Journal()
        self.crew: list[Process] = []
        self.storage = folder / "data" / "storage"
        self.mark = f"rig-{secrets.token_hex(8)}"
        self.python = sys.executable
        self._packages = packages
        self._settings = dict(settings or {})
        self._migrated = migrated
        self._closing = ExitStack()
        self._ports: dict[int, int] = {}
        self._settings_of: dict[int, dict[str, str]] = {}
        self._started = 0

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._start_engines(opening)
            self.model = ModelServer(self.folder)
            opening.callback(self.model.stop)
            self.shop = ShopServer(self.folder)
            opening.callback(self.shop.stop)
            opening.callback(self.end_crew)
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    # -- engines

    def _start_engines(self, opening: ExitStack) -> None:
        self.postgres = EmbeddedPostgres(self.folder)
        opening.callback(self.postgres.destroy)
        running = self.postgres.start()
        self.valkey = EmbeddedValkey(self.folder, fast=True)
        opening.callback(self.valkey.stop)
        self.redis_url = self.valkey.start().url
        self.urls = _urls(running.url)
        self.journal.secrets.update(_passwords(self.urls, self.redis_url))
        asyncio.run(_prepare(self.urls, migrated=self._migrated))

    async def crash_postgres(self, *, away: float = 0.3) -> None:
        """Kill the server as a power cut would; after `away` seconds it starts again and recovers from its log."""
        self.postgres.kill()
        await asyncio.sleep(away)
        self.postgres.start()

    def empty_and_restart_valkey(self) -> None:
        """Kill the broker and start it again: nothing that was in it is there any more."""
        self.valkey.kill()
        self.valkey.start()

    @contextmanager
    def valkey_stopped(self) -> Iterator[None]:
        """The broker is gone for as long as the block lasts."""
        self.valkey.kill()
        try:
            yield
        finally:
            self.valkey.start()

    @contextmanager
    def valkey_paused(self) -> Iterator[None]:
        """The broker takes connections and never answers, for as long as the block lasts."""
        pid = self.valkey.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    # -- processes

    @contextmanager
    def run_by(self, python: Path) -> Iterator[None]:
        """What is started inside the block runs in this interpreter, with the packages that it finds."""
        own, self.python = self.python, str(python)
        try:
            yield
        finally:
            self.python = own

    def launch(self, kind: str, settings: Mapping[str, str] | None = None, port: int | None = None) -> Process:
        """Start one process without waiting for it."""
        self._started += 1
        port = port or self._own_port()
        environment = {**self.environment(), **(settings or {})}
        environment["CONTENTFORGE_PORT" if kind == "api" else "CONTENTFORGE_OPS_PORT"] = str(port)
        program = [self.python, "-m", "contentforge_app", *_COMMANDS[kind]]
        log = self.folder / "logs" / f"{self._started:04d}-{kind}.log"
        process = Process(kind, program, environment, log)
        self._ports[process.pid], self._settings_of[process.pid] = port, dict(settings or {})
        self.crew.append(process)
        return process

    def _own_port(self) -> int:
        """A port that no other rig gives away: one of ours may be restarted on it long after it was free for all."""
        first = _PORTS + os.getpid() % _RIGS * _PORTS_PER_RIG
        for step in range(_PORTS_PER_RIG):
            port = first + (self._started + step) % _PORTS_PER_RIG
            if port not in _given and ports.is_free(port):
                _given.append(port)
                return port
        raise OSError(f"no free port between {first} and {first + _PORTS_PER_RIG}")

    def start(self, *kinds: str, settings: Mapping[str, str] | None = None) -> list[Process]:
        """Start processes side by side and wait until all are ready."""
        started = [self.launch(kind, settings) for kind in kinds]
        for process in started:
            process.wait_ready(self.port_of(process), READY)
        return started

    async def restart(self, process: Process) -> Process:
        """Start, on the same port, what a supervisor would start in place of a process that has ended."""
        assert not process.alive
        heir = self.launch(process.name, self._settings_of[process.pid], self.port_of(process))
        await heir.ready(self.port_of(heir), READY)
        return heir

    def port_of(self, process: Process) -> int:
        return self._ports[process.pid]

    def running(self, kind: str) -> list[Process]:
        return [process for process in self.crew if process.name == kind and process.alive and not process.stopped]

    def complete(self) -> None:
        """Bring the crew to one process of each kind, with the rig's own settings: for the next test."""
        usual: dict[str, Process] = {}
        for process in self.crew:
            if process.alive and not process.stopped:
                process.resume()
                if self._settings_of[process.pid] or usual.setdefault(process.name, process) is not process:
                    process.terminate()
        self.start(*(kind for kind in CREW if kind not in usual))
        for process in self.crew:
            if process.stopped:
                process.end()

    def end_crew(self) -> None:
        """Stop all processes of the product in good order."""
        for process in self.crew:
            if process.alive:
                process.resume()
                process.terminate()
        for process in self.crew:
            process.end()

    def environment(self) -> dict[str, str]:
        """What every process of the product is given, and what an operator's shell would hold."""
        temporary = self.folder / "temporary"
        for needed in (temporary, self.folder / "logs", self.folder / "data"):
            needed.mkdir(exist_ok=True)
        made = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "TMPDIR": str(temporary),
            "TEST_RIG": self.mark,
            "CONTENTFORGE_ENV": "test",
            "CONTENTFORGE_HOST": "127.0.0.1",
            "CONTENTFORGE_DATA_DIR": str(self.folder / "data"),
            **self.urls.environment(),
            "CONTENTFORGE_REDIS__URL": self.redis_url,
            "CONTENTFORGE_SECRETS__JWT": self._secret("jwt"),
            "CONTENTFORGE_SECRETS__KEY_PEPPER": self._secret("pepper"),
            "CONTENTFORGE_EGRESS__ALLOW": '["127.0.0.0/8"]',
            "CONTENTFORGE_RATE_LIMIT__ENABLED": "false",
            "CONTENTFORGE_GENERATION__INLINE_WAIT_SECONDS": "0",
            "CONTENTFORGE_BILLING__MODE": "off",
            "CONTENTFORGE_BILLING__DEFAULT_PLAN": "enterprise",
            "CONTENTFORGE_AUTH__ACCESS_MINUTES": "60",
            "OPENAI_BASE_URL": self.model.base_url,
            "OPENAI_API_KEY": self._secret("model")[2:-2],
            **self._settings,
        }
        if self._packages is not None:
            made["PYTHONPATH"] = str(self._packages)
        return made

    def _secret(self, name: str) -> str:
        """A secret of this rig, as the settings' JSON list; it must never be seen again."""
        kept = self.folder / f"{name}.secret"
        if not kept.exists():
            kept.write_text(f"canary-{name}-{secrets.token_hex(24)}", encoding="ascii")
        secret = kept.read_text(encoding="ascii")
        self.journal.secrets.add(secret)
        return json.dumps([secret])

    # -- the outside, and the inside

    @asynccontextmanager
    async def desk(self, *processes: Process) -> AsyncIterator[Desk]:
        """The outside: a desk in front of these API processes, or of all that run now."""
        bases = [f"http://127.0.0.1:{self.port_of(process)}" for process in processes or self.running("api")]
        async with desk(self.journal, bases, self._tenant_of) as opened:
            yield opened

    async def _tenant_of(self, email: str) -> UUID:
        found = await self.value(_TENANT, email)
        assert isinstance(found, UUID)
        return found

    @asynccontextmanager
    async def superuser(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A connection that sees and may do everything."""
        connection = await asyncpg.connect(self.urls.admin, command_timeout=60)
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def uow(self) -> AsyncIterator[UnitOfWork]:
        """The product's own way into the database, from this process."""
        database = Database(self.urls.settings(), application="fault test")
        try:
            yield UnitOfWork(database, lambda _: None)
        finally:
            await database.close()

    async def value(self, sql: str, *values: object) -> object:
        """One value, as the superuser sees it."""
        async with self.superuser() as connection:
            return await connection.fetchval(sql, *values)

    async def rows(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Rows, as the superuser sees them."""
        async with self.superuser() as connection:
            return await connection.fetch(sql, *values)


def _urls(admin: str) -> DatabaseUrls:
    base = make_url(admin)

    def as_role(role: str) -> str:
        password = f"canary-{secrets.token_hex(12)}"
        return base.set(username=role, password=password).render_as_string(hide_password=False)

    return DatabaseUrls(
        admin=admin,
        owner=as_role("contentforge_owner"),
        app=as_role("contentforge_app"),
        system=as_role("contentforge_system"),
    )


def _passwords(urls: DatabaseUrls, redis_url: str) -> set[str]:
    addresses = (urls.admin, urls.owner, urls.app, urls.system, redis_url)
    return {str(make_url(address).password) for address in addresses}


async def _prepare(urls: DatabaseUrls, *, migrated: bool) -> None:
    await ensure_roles(urls.admin, {"owner": urls.owner, "app": urls.app, "system": urls.system})
    if migrated:
        await migrate(urls.owner, urls.app, urls.system)
