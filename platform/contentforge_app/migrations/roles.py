"""Make the three roles, if the given URL is allowed to; managed databases may have them made by hand instead."""

import asyncpg
from sqlalchemy import make_url

from contentforge_platform.database.roles import Roles, driver_url

_QUOTE = "SELECT quote_ident($1), quote_literal($2)"
_NO_POWERS = "NOSUPERUSER NOBYPASSRLS"


async def ensure_roles(admin_url: str, urls: dict[str, str]) -> bool:
    """Create or update the login roles that `urls` (owner, app, system) name, with the passwords they carry.

    The owner gets the database and may act as `system` (backfills run so). None of the three is a superuser or may
    pass by row-level security. Answers whether the admin was allowed to; if not, the roles must exist already.
    """
    connection = await asyncpg.connect(driver_url(admin_url))
    try:
        allowed = await connection.fetchval(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        if not allowed:
            return False
        async with connection.transaction():
            for url in urls.values():
                await _ensure_login(connection, url)
            await _grant(connection, urls)
    finally:
        await connection.close()
    return True


async def ensure_sandbox(admin_url: str, sandbox_url: str, system_url: str) -> bool:
    """Create or update the role of the local Stripe, which may touch nothing but the schema `sandbox`.

    `system` may read that schema, so that a backup of a development database does not stop there. Answers whether the
    admin was allowed to.
    """
    connection = await asyncpg.connect(driver_url(admin_url))
    try:
        if not await _may_make_roles(connection):
            return False
        async with connection.transaction():
            await _ensure_login(connection, sandbox_url)
            role, system = await _quoted(connection, sandbox_url), await _quoted(connection, system_url)
            await connection.execute(f"GRANT {role} TO CURRENT_USER")
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS sandbox AUTHORIZATION {role}")
            await connection.execute(f"GRANT USAGE ON SCHEMA sandbox TO {system}")
            for kind in ("TABLES", "SEQUENCES"):
                await connection.execute(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {role} IN SCHEMA sandbox GRANT SELECT ON {kind} TO {system}"
                )
    finally:
        await connection.close()
    return True


async def _may_make_roles(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    return bool(
        await connection.fetchval("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )


async def _ensure_login(connection: "asyncpg.Connection[asyncpg.Record]", url: str) -> None:
    parsed = make_url(url)
    name, password = await connection.fetchrow(_QUOTE, parsed.username, parsed.password) or ("", "")
    if name == await connection.fetchval("SELECT quote_ident(current_user)"):
        return
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", parsed.username):
        await connection.execute(f"CREATE ROLE {name} LOGIN {_NO_POWERS} PASSWORD {password}")
        return
    # Of a role that exists only a superuser may name these attributes, even to leave them off as they are.
    powerful = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    await connection.execute(f"ALTER ROLE {name} LOGIN {_NO_POWERS if powerful else ''} PASSWORD {password}")


async def _grant(connection: "asyncpg.Connection[asyncpg.Record]", urls: dict[str, str]) -> None:
    owner, app, system = [await _quoted(connection, urls[role]) for role in ("owner", "app", "system")]
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    me = await connection.fetchval("SELECT quote_ident(current_user)")
    if owner != me:
        await connection.execute(f"ALTER DATABASE {database} OWNER TO {owner}")
    await connection.execute(f"GRANT {system} TO {owner}")
    await connection.execute(f"GRANT CONNECT ON DATABASE {database} TO {app}, {system}")


async def _quoted(connection: "asyncpg.Connection[asyncpg.Record]", url: str) -> str:
    return str(await connection.fetchval("SELECT quote_ident($1)", make_url(url).username))


def roles_of(owner_url: str, app_url: str, system_url: str) -> Roles:
    """The role names that the three URLs use; grants and policies name them."""
    owner, app, system = (make_url(url).username or "" for url in (owner_url, app_url, system_url))
    return Roles(owner=owner, app=app, system=system)
