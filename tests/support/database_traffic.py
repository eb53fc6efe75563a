"""What serving processes ask of a database, whatever revision it stands at: fifty statements a second, each timed.

Requests come at their time, whether those before are answered or not: whoever waits makes the next ones wait too, and
all of that is measured, as people would feel it.
"""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import md5
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import make_url

from contentforge_platform.database.roles import driver_url
from support.databases import DatabaseUrls

_PER_SECOND: Final = 50
_CONNECTIONS: Final = 12
_TENANT: Final = "SELECT set_config('app.tenant', $1, true)"


def _first(kind: str) -> str:
    """The id of the first organization, user or session (o, u, s) that is filled in."""
    return str(UUID(md5(f"{kind}1".encode(), usedforsecurity=False).hexdigest()))


@dataclass(frozen=True, slots=True)
class Statement:
    """What is asked since a revision. `{tenant}`, `{user}` and `{session}` are those of the rows filled in."""

    since: str
    sql: str


STATEMENTS: Final = (
    Statement(
        "0001",
        "INSERT INTO work_item (organization_id, id, kind, queue, subject_id, state, run_at, max_attempts) "
        "VALUES ('{tenant}', gen_random_uuid(), 'generation', 'none', gen_random_uuid(), 'waiting', now(), 3)",
    ),
    Statement(
        "0001",
        "INSERT INTO live_event (organization_id, id, object_kind, object_id, sequence, state, data) "
        "VALUES ('{tenant}', gen_random_uuid(), 'job', gen_random_uuid(), 1, 'pending', '{{}}')",
    ),
    Statement(
        "0002",
        "SELECT outcome, user_id, email, plan, role FROM principal_of_session('{session}', '{user}', 'native', NULL)",
    ),
    Statement("0002", "UPDATE user_session SET last_seen_at = now() WHERE id = '{session}'"),
    Statement("0002", "SELECT id, email, name FROM user_account WHERE email_normalized = 'u1@example.org'"),
    Statement("0002", "UPDATE user_account SET updated_at = now() WHERE id = '{user}'"),
    Statement("0002", "UPDATE membership SET updated_at = now() WHERE organization_id = '{tenant}'"),
    Statement("0002", "UPDATE organization SET updated_at = now() WHERE id = '{tenant}'"),
    Statement(
        "0003",
        "INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start) "
        "VALUES ('{tenant}', gen_random_uuid(), 'content', 1, 'held', date_trunc('month', now()))",
    ),
    Statement("0003", "SELECT sum(units) FROM usage_entry WHERE organization_id = '{tenant}' AND state = 'settled'"),
    Statement(
        "0004",
        "INSERT INTO generation_job (organization_id, id, user_id, source_type, source_data, content_types, status, "
        "sequence, open_items, run_at) VALUES ('{tenant}', gen_random_uuid(), '{user}', 'manual', '{{}}', "
        "'{{title}}', 'pending', 1, 1, now())",
    ),
    Statement(
        "0004",
        "SELECT id, status, created_at FROM generation_job WHERE organization_id = '{tenant}' "
        "ORDER BY created_at DESC, id DESC LIMIT 20",
    ),
    Statement(
        "0004",
        "INSERT INTO content_item (organization_id, id, user_id, content_type, position, text) "
        "VALUES ('{tenant}', gen_random_uuid(), '{user}', 'blog', 1, 'A text.')",
    ),
    Statement(
        "0006",
        "INSERT INTO stripe_event (id, stripe_id, type, happened_at, state, next_try_at) "
        "VALUES (gen_random_uuid(), gen_random_uuid()::text, 'ping', now(), 'received', now())",
    ),
    Statement("0006", "SELECT email FROM billing_customer WHERE organization_id = '{tenant}'"),
    Statement(
        "0015",
        "INSERT INTO blog_post (organization_id, id, author_id, status) "
        "VALUES ('{tenant}', gen_random_uuid(), '{user}', 'DRAFT')",
    ),
    Statement("0016", "SELECT outcome, organization_id, slug FROM open_site('o1')"),
    Statement("0050", "SELECT post_id FROM search_published('steel lamp', 'en')"),
    Statement("0051", "SELECT organization_id, version FROM public_version_of('o1')"),
)

FILLED: Final[dict[str, str]] = {
    "0001": """
INSERT INTO work_item (organization_id, id, kind, queue, subject_id, state, run_at, max_attempts,
    finished_at)
    SELECT md5('o' || n % 500)::uuid, gen_random_uuid(), 'generation', 'generation', gen_random_uuid(), 'done',
    now(), 3, now()
    FROM generate_series(1, {rows}) AS n
""",
    "0002": """
INSERT INTO user_account (id, email, email_normalized, name)
    SELECT md5('u' || n)::uuid, 'u' || n || '@example.org', 'u' || n || '@example.org', 'U'
    FROM generate_series(1, {rows}) AS n;
INSERT INTO organization (id, slug, name, kind, owner_id)
    SELECT md5('o' || n)::uuid, 'o' || n, 'O', 'team', md5('u' || n)::uuid
    FROM generate_series(1, {rows}) AS n;
INSERT INTO membership (organization_id, user_id, role, name)
    SELECT md5('o' || n)::uuid, md5('u' || n)::uuid, 'OWNER', 'U'
    FROM generate_series(1, {rows}) AS n;
INSERT INTO user_session (id, user_id, audience, organization_id, expires_at)
    SELECT md5('s' || n)::uuid, md5('u' || n)::uuid, 'native', md5('o' || n)::uuid, now() + interval '1 day'
    FROM generate_series(1, {rows}) AS n
""",
    "0003": """
INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, settled_at)
    SELECT md5('o' || n % 500)::uuid, gen_random_uuid(), 'content', 1, 'settled', date_trunc('month', now()),
    now()
    FROM generate_series(1, {rows}) AS n
""",
    "0004": """
INSERT INTO generation_job (organization_id, id, user_id, source_type, source_data, content_types, status,
    sequence, open_items, run_at)
    SELECT md5('o' || n % 500)::uuid, gen_random_uuid(), md5('u' || n)::uuid, 'manual', '{{}}', '{{title}}',
    'completed', 3, 0, now()
    FROM generate_series(1, {rows}) AS n;
INSERT INTO content_item (organization_id, id, user_id, content_type, position, text)
    SELECT md5('o' || n % 500)::uuid, gen_random_uuid(), md5('u' || n)::uuid, 'blog', 1, repeat('A text. ', 20)
    FROM generate_series(1, {rows}) AS n
""",
    "0006": """
INSERT INTO billing_customer (organization_id, email, name)
    SELECT md5('o' || n)::uuid, 'u', 'U'
    FROM generate_series(1, {rows}) AS n;
INSERT INTO stripe_event (id, stripe_id, type, happened_at, state, ended_at)
    SELECT gen_random_uuid(), 'evt_' || n, 'ping', now(), 'ignored', now()
    FROM generate_series(1, {rows}) AS n
""",
    "0015": """
INSERT INTO blog_post (organization_id, id, author_id, status, publish_at)
    SELECT md5('o' || n)::uuid, md5('p' || n)::uuid, md5('u' || n)::uuid, 'PUBLISHED', now()
    FROM generate_series(1, {rows}) AS n;
INSERT INTO blog_post_translation (organization_id, post_id, locale, id, title, slug, body, body_html,
    reading_time, version, searched)
    SELECT md5('o' || n)::uuid, md5('p' || n)::uuid, 'en', gen_random_uuid(), 'A lamp', 'a-lamp', 'Steel.',
    '<p>Steel.</p>', 1, 1, to_tsvector('simple', 'org:' || md5('o' || n)::uuid || ' steel lamp')
    FROM generate_series(1, {rows}) AS n
""",
}
"""By the revision that makes the tables: what fills them, with `{rows}` rows each."""


_WAITING: Final = """
SELECT max(extract(epoch FROM clock_timestamp() - waitstart))::float FROM pg_locks
WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE usename = ANY($1))
"""
_LOOK_SECONDS: Final = 0.05


@asynccontextmanager
async def watching_locks(urls: DatabaseUrls) -> AsyncIterator[list[float]]:
    """How long the roles that serve have waited for locks, in seconds, while the block lasts; however busy all is."""
    waits: list[float] = []
    connection = await asyncpg.connect(driver_url(urls.admin))
    roles = [make_url(url).username for url in (urls.app, urls.system)]

    async def look_on() -> None:
        while True:
            waits.append(await connection.fetchval(_WAITING, roles) or 0.0)
            await asyncio.sleep(_LOOK_SECONDS)

    looking = asyncio.create_task(look_on())
    try:
        yield waits
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        await connection.close()


def quantile(seconds: Sequence[float], part: float) -> float:
    """The value that so large a part of the measured ones does not exceed."""
    return sorted(seconds)[math.ceil(part * len(seconds)) - 1]


@dataclass
class Traffic:
    """Statements under way on one database, and what has become of them."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    revision: str = ""
    """Where the schema stands: later statements are not asked yet."""
    seconds: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    """What a statement takes at the same time that needs no table: as long as this machine is slow by itself."""
    failures: list[str] = field(default_factory=list)
    _asking: set[asyncio.Task[None]] = field(default_factory=set)
    _row: dict[str, str] = field(
        default_factory=lambda: {"tenant": _first("o"), "user": _first("u"), "session": _first("s")}
    )

    async def flow(self) -> None:
        """Ask on until cancelled."""
        began, number = time.monotonic(), 0
        while True:
            known = [statement for statement in STATEMENTS if statement.since <= self.revision]
            if known:
                task = asyncio.create_task(self._ask(random.choice(known).sql.format(**self._row)))  # noqa: S311 - no secret
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)
            number += 1
            await asyncio.sleep(max(0.0, began + number / _PER_SECOND - time.monotonic()))

    async def answered(self) -> None:
        """Wait for what has been asked."""
        await asyncio.gather(*self._asking)

    async def idle_on(self) -> None:
        """Ask for nothing, again and again, until cancelled."""
        async with self.pool.acquire() as connection:
            while True:
                began = time.monotonic()
                await connection.fetch("SELECT 1")
                self.idle.append(time.monotonic() - began)
                await asyncio.sleep(1 / _PER_SECOND)

    async def _ask(self, sql: str) -> None:
        began = time.monotonic()
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                await connection.execute(_TENANT, self._row["tenant"])
                await connection.fetch(sql)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            self.failures.append(f"{type(error).__name__}: {error} at {self.revision}: {sql}")
        self.seconds.append(time.monotonic() - began)


@asynccontextmanager
async def flowing(app_url: str) -> AsyncIterator[Traffic]:
    """Traffic as the role `app`, for as long as the block lasts; at its end all has been answered."""
    async with asyncpg.create_pool(driver_url(app_url), min_size=_CONNECTIONS, max_size=_CONNECTIONS) as pool:
        traffic = Traffic(pool)
        flows = [asyncio.create_task(traffic.flow()), asyncio.create_task(traffic.idle_on())]
        try:
            yield traffic
        finally:
            for flow in flows:
                flow.cancel()
            await asyncio.wait(flows)
            await traffic.answered()
