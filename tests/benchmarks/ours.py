"""The product as an operator runs it, everything on: its processes, and 64 organizations that use it."""

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import orjson
import yaml

import contentforge_billing.plans
from benchmarks.dialects import NATIVE, Dialect
from benchmarks.ground import DATABASE, Ground, python, run, value
from benchmarks.load import Target
from contentforge_app.embedded import ports
from support.databases import DatabaseUrls
from support.rig_process import Process

ORGANIZATIONS: Final = 64
_ENOUGH: Final = "100000000"
_PATIENCE_SECONDS: Final = 60.0
_PASSWORD: Final = "a long password for a bench"
_FORGET: Final = (
    "TRUNCATE work_item, work_lane, live_event, usage_entry, usage_period",
    "DELETE FROM generation_job WHERE status <> 'completed'",
    "VACUUM (ANALYZE)",
)


class Product:
    """Starts the product's processes on a ground. Rate limits count, but nobody reaches them."""

    def __init__(self, ground: Ground, database: str = DATABASE) -> None:
        self._ground = ground
        self.urls: DatabaseUrls = ground.prepare(database)
        self.admin = ground.admin(database)
        self._environment = {
            "CONTENTFORGE_ENV": "production",
            "CONTENTFORGE_DATA_DIR": str(ground.folder / "data"),
            **self.urls.environment(),
            "CONTENTFORGE_REDIS__URL": ground.redis_url,
            "CONTENTFORGE_SECRETS__JWT": f'["{secrets.token_hex(24)}"]',
            "CONTENTFORGE_SECRETS__KEY_PEPPER": f'["{secrets.token_hex(24)}"]',
            "CONTENTFORGE_AUTH__ACCESS_MINUTES": "60",
            "CONTENTFORGE_GENERATION__HOLD_SECONDS": "0",
            "CONTENTFORGE_BILLING__MODE": "off",
            "CONTENTFORGE_BILLING__DEFAULT_PLAN": "enterprise",
            "CONTENTFORGE_BILLING__PLANS_FILE": str(_hasty_plans(ground.folder)),
        }
        for limit in ("ADDRESS", "ANONYMOUS", "PRINCIPAL", "LOGIN", "PUBLIC"):
            self._environment[f"CONTENTFORGE_RATE_LIMIT__{limit}"] = _ENOUGH

    @contextmanager
    def api(self, **settings: str) -> Iterator[tuple[str, Process]]:
        """One API process; its address and itself."""
        port = ports.free_port()
        process = self._launch("api", "serve", CONTENTFORGE_PORT=str(port), **settings)
        try:
            process.wait_ready(port, "/readyz")
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.end()

    @contextmanager
    def workers(self, number: int, model: str) -> Iterator[list[Process]]:
        """So many workers for texts, who ask `model`, and the scheduler that goes with them."""
        commands = [["worker", "--queue", "generation"]] * number + [["scheduler"]]
        started = []
        try:
            for command in commands:
                port = ports.free_port()
                settings = {"CONTENTFORGE_OPS_PORT": str(port), "OPENAI_BASE_URL": model, "OPENAI_API_KEY": "none"}
                started.append((self._launch(command[0], *command, **settings), port))
            for process, port in started:
                process.wait_ready(port, "/readyz")
            yield [process for process, _ in started[:number]]
        finally:
            for process, _ in started:
                process.end()

    def finished(self) -> int:
        """How many jobs are done."""
        return int(value(self.admin, "SELECT count(*) FROM generation_job WHERE status = 'completed'"))

    def unfinished(self) -> int:
        """How many jobs wait or are under way."""
        return int(value(self.admin, "SELECT count(*) FROM generation_job WHERE status <> 'completed'"))

    def forget_unfinished(self) -> None:
        """Leave only finished jobs, as on a quiet day."""
        run(self.admin, *_FORGET)

    def work_off(self, model: str) -> None:
        """Have two workers finish all that is queued."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with self.workers(2, model):
            while self.unfinished():
                if time.monotonic() > deadline:
                    raise RuntimeError("The workers do not come to an end.")
                time.sleep(0.1)

    def _launch(self, name: str, *command: str, **settings: str) -> Process:
        program = python("-m", "contentforge_app", *command)
        return self._ground.launch(name, program, {**self._environment, **settings})


def queueing(base: str, tokens: list[str], dialect: Dialect = NATIVE) -> Target:
    """Order one text about a product, and do not wait for it."""
    headers = {"Prefer": "respond-async"}
    return Target(dialect.name, base + dialect.orders_at, tokens, orjson.dumps(dialect.order).decode(), headers)


def listing(base: str, tokens: list[str], dialect: Dialect = NATIVE) -> Target:
    """The newest 20 jobs with their texts."""
    return Target(dialect.name, base + dialect.lists_at, tokens)


def register(base: str, dialect: Dialect = NATIVE, number: int = ORGANIZATIONS) -> list[str]:
    """Make so many accounts, each with an organization of its own; their tokens."""

    async def all_of_them() -> list[str]:
        async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
            return [await _one(http, dialect, place) for place in range(number)]

    return asyncio.run(all_of_them())


async def _one(http: httpx.AsyncClient, dialect: Dialect, place: int) -> str:
    account = {
        "name": f"Bench {place}",
        "email": f"bench-{place}-{secrets.token_hex(4)}@example.com",
        "password": _PASSWORD,
    }
    answer = await http.post(dialect.registers_at, json=account)
    answer.raise_for_status()
    return str(answer.json()[dialect.token])


def order(base: str, tokens: list[str], number: int, dialect: Dialect = NATIVE) -> None:
    """Order exactly so many jobs, shared out evenly."""

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(8)
        target = queueing(base, tokens, dialect)
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http, asyncio.TaskGroup() as group:
            for place in range(number):
                group.create_task(one(http, gate, target, tokens[place % len(tokens)]))

    async def one(http: httpx.AsyncClient, gate: asyncio.Semaphore, target: Target, token: str) -> None:
        headers = {**(target.headers or {}), "Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with gate:
            answer = await http.post(target.url, content=target.body, headers=headers)
        answer.raise_for_status()

    asyncio.run(all_of_them())


def _hasty_plans(folder: Path) -> Path:
    """The shipped plans with a pace that nobody reaches."""
    shipped = Path(contentforge_billing.plans.__file__).with_name("plans.yaml")
    plans = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    for plan in plans["plans"]:
        plan["generations_per_minute"] = 1_000_000
    path = folder / "plans.yaml"
    path.write_text(yaml.safe_dump(plans), encoding="utf-8")
    return path
