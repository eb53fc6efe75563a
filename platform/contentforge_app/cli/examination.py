"""What `doctor` looks at. Each function answers what it found, or raises, which is a finding too."""

from dataclasses import dataclass
from typing import Final, Self

from redis.asyncio import Redis

from contentforge_app import migrations as schema
from contentforge_app.settings import Environment, Settings
from contentforge_billing import usage
from contentforge_content.providers.registry import build_registry
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.mail.mailer import MailDelayed, MailRefused
from contentforge_platform.mail.open import open_mailer
from contentforge_platform.storage import UrlSigner, open_storage
from contentforge_platform.work import health

ADVICE: Final = {
    "database": "Check CONTENTFORGE_DATABASE__URL and __SYSTEM_URL: host, port, role, password.",
    "redis": "Check CONTENTFORGE_REDIS__URL. Without it work is found by polling, and live events wait for the relay.",
    "storage": "Check CONTENTFORGE_STORAGE__*: the folder must be writable, or the bucket reachable with its keys.",
    "mail": "Check CONTENTFORGE_MAIL__*: BACKEND=smtp, HOST, PORT, TLS, FROM_ADDRESS; USERNAME and PASSWORD if wanted.",
    "migrations": "Run `contentforge migrate`.",
}

_ROLES = "SELECT rolsuper OR rolbypassrls AS too_much, has_schema_privilege(oid, 'public', 'CREATE') AS creates"

# A table belongs to tenants when the organization is part of its key.
_UNPROTECTED = """
SELECT table_.relname FROM pg_class AS table_
JOIN pg_index AS key ON key.indrelid = table_.oid AND key.indisprimary
JOIN pg_attribute AS tenant
  ON tenant.attrelid = table_.oid AND tenant.attname = 'organization_id' AND tenant.attnum = ANY(key.indkey)
WHERE table_.relkind = 'r' AND table_.relnamespace = 'public'::regnamespace
  AND NOT (table_.relrowsecurity AND table_.relforcerowsecurity) ORDER BY 1
"""

_OLD_SECONDS: Final = 60.0
_PROVIDER_SECONDS: Final = 4.0


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, whether that is well, and what to do if not."""

    well: bool
    finding: str
    advice: str = ""

    @classmethod
    def good(cls, finding: str) -> Self:
        return cls(well=True, finding=finding)

    @classmethod
    def bad(cls, finding: str, advice: str) -> Self:
        return cls(well=False, finding=finding, advice=advice)


async def database(settings: Settings) -> Examined:
    async with _Opened(settings) as uow, uow.read(None) as session:
        version = await session.fetchval("SELECT current_setting('server_version')")
        number = int(await session.fetchval("SELECT current_setting('server_version_num')"))
    if number < 150_000:  # noqa: PLR2004 - PostgreSQL 15, as the server numbers it
        return Examined.bad(f"PostgreSQL {version}", "PostgreSQL 15 or later is needed.")
    return Examined.good(f"PostgreSQL {version}")


async def roles(settings: Settings) -> Examined:
    async with _Opened(settings) as uow:
        async with uow.read(None) as session:
            app = await session.fetchrow(f"{_ROLES}, rolname FROM pg_roles WHERE rolname = current_user")
        async with uow.system() as session:
            system = await session.fetchrow(f"{_ROLES}, rolname FROM pg_roles WHERE rolname = current_user")
    if app is None or system is None:
        return Examined.bad(
            "the roles are not in pg_roles", "Run `contentforge migrate` with a role that may make roles."
        )
    for role in (app, system):
        if role["too_much"]:
            return Examined.bad(
                f"{role['rolname']} passes by row-level security",
                f"ALTER ROLE {role['rolname']} NOSUPERUSER NOBYPASSRLS; only migrations may run as more.",
            )
    if app["rolname"] == system["rolname"]:
        return Examined.bad("app and system are one role", "Give CONTENTFORGE_DATABASE__SYSTEM_URL a role of its own.")
    return Examined.good(f"{app['rolname']} and {system['rolname']}, neither above row-level security")


async def row_level_security(settings: Settings) -> Examined:
    async with _Opened(settings) as uow, uow.system() as session:
        tables = [row["relname"] for row in await session.fetch(_UNPROTECTED)]
    if tables:
        return Examined.bad(f"not forced on {', '.join(tables)}", "ALTER TABLE ... FORCE ROW LEVEL SECURITY on each.")
    return Examined.good("forced on every table with a tenant")


async def migrations(settings: Settings) -> Examined:
    async with _Opened(settings) as uow, uow.system() as session:
        revision = await session.fetchval("SELECT version_num FROM alembic_version")
    if revision is None or revision in schema.superseded():
        return Examined.bad(f"at {revision}, this version needs {schema.head()}", ADVICE["migrations"])
    return Examined.good(f"at {revision}" if revision == schema.head() else f"at {revision}, of a later release")


async def redis(settings: Settings) -> Examined:
    url = settings.redis.url
    if url is None:
        return Examined.bad("not set", ADVICE["redis"])
    client: Redis = Redis.from_url(url.get_secret_value(), socket_timeout=2, socket_connect_timeout=2)
    try:
        information = await client.info("server")
    finally:
        await client.aclose()
    product = "valkey" if "valkey_version" in information else "redis"
    return Examined.good(f"{product} {information.get(f'{product}_version', '')}")


async def storage(settings: Settings) -> Examined:
    signer = UrlSigner(settings.secrets.key_pepper, seconds=settings.storage.url_seconds)
    opened = open_storage(settings.storage, data_dir=settings.data_dir, signer=signer)
    try:
        await opened.check()
    finally:
        await opened.close()
    return Examined.good(f"{settings.storage.backend.value}: wrote and deleted a probe")


async def mail(settings: Settings) -> Examined:
    mailer = open_mailer(settings.mail, shown=settings.env is not Environment.PRODUCTION)
    try:
        return Examined.good(await mailer.check())
    except (MailDelayed, MailRefused) as problem:
        return Examined.bad(problem.reason, ADVICE["mail"])


async def providers(settings: Settings) -> Examined:
    registry = build_registry(settings.ai, settings.provider_keys())
    try:
        unreachable = await registry.silent(deadline=_PROVIDER_SECONDS)
    finally:
        await registry.aclose()
    if unreachable:
        return Examined.bad(
            f"no answer from {', '.join(unreachable)}", "Check the key, the base address, and this machine's way out."
        )
    return Examined.good(f"default {registry.default_name}; on offer {', '.join(registry.names)}")


async def work(settings: Settings) -> Examined:
    async with _Opened(settings) as uow, uow.system() as session:
        backlog = await health.backlog(session)
    late = [entry for entry in backlog if entry.oldest_seconds > _OLD_SECONDS]
    if late:
        queues = ", ".join(f"{entry.kind} for {entry.oldest_seconds:.0f} s" for entry in late)
        return Examined.bad(f"waiting: {queues}", "Is a worker of that queue running? `contentforge worker`.")
    return Examined.good(f"{sum(entry.running for entry in backlog)} running, {sum(e.ready for e in backlog)} ready")


async def ledger(settings: Settings) -> Examined:
    async with _Opened(settings) as uow, uow.system() as session:
        wrong = await usage.disagreements(session)
    if wrong:
        return Examined.bad(f"{len(wrong)} counters differ from their entries", "Report this: it must not happen.")
    return Examined.good("counters and entries agree")


class _Opened:
    """Units of work on the configured database, for one check."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings.database, application="contentforge doctor")

    async def __aenter__(self) -> UnitOfWork:
        return UnitOfWork(self._database, lambda _: None)

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()
