"""`contentforge migrate`: make the roles where allowed, then run what is outstanding."""

import asyncio
from typing import Final

import typer

from contentforge_app.cli.surroundings import configured
from contentforge_app.migrations import MigrationReport, TablesInUse, check, migrate
from contentforge_app.migrations.default_site import DEFAULT_SITE
from contentforge_app.migrations.roles import ensure_roles, ensure_sandbox
from contentforge_app.settings import Settings, SettingsIncomplete

_LATER: Final = "schema: at {at}, which a later release has made; this version works on it"


def run(*, check_only: bool) -> int:
    """Migrate, or only compare; the exit status."""
    try:
        settings = configured()
        owner, app, system = _urls(settings)
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    if check_only:
        return _tell_check(asyncio.run(check(owner)))
    try:
        report = asyncio.run(_migrate(owner, app, system, settings.blog.default_site))
    except TablesInUse as problem:
        typer.echo(str(problem), err=True)
        return 1
    if report.later:
        typer.echo(_LATER.format(at=report.after))
        return 0
    done = "already at" if report.before == report.after else f"from {report.before or 'nothing'} to"
    typer.echo(f"schema: {done} {report.after}")
    return 0


def migrate_with(admin_url: str | None, environment: dict[str, str]) -> None:
    """Prepare an embedded server: roles by its superuser, then all migrations."""
    urls = {name: environment[f"CONTENTFORGE_DATABASE__{key}"] for name, key in _NAMES.items()}
    site = environment.get("CONTENTFORGE_BLOG__DEFAULT_SITE") or DEFAULT_SITE
    asyncio.run(_prepare(admin_url, urls, environment.get("CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL"), site))


_NAMES = {"owner": "OWNER_URL", "app": "URL", "system": "SYSTEM_URL"}


async def _prepare(admin_url: str | None, urls: dict[str, str], sandbox_url: str | None, default_site: str) -> None:
    await ensure_roles(admin_url or urls["owner"], urls)
    await migrate(urls["owner"], urls["app"], urls["system"], default_site=default_site)
    if sandbox_url is not None:
        await ensure_sandbox(admin_url or urls["owner"], sandbox_url, urls["system"])


async def _migrate(owner: str, app: str, system: str, default_site: str) -> MigrationReport:
    await ensure_roles(owner, {"owner": owner, "app": app, "system": system})
    return await migrate(owner, app, system, default_site=default_site)


def _tell_check(report: MigrationReport) -> int:
    if report.later:
        typer.echo(_LATER.format(at=report.after))
        return 0
    if report.after != report.head:
        typer.echo(
            f"schema: at {report.after or 'nothing'}, this version needs {report.head}: run `contentforge migrate`"
        )
        return 1
    for difference in report.differences:
        typer.echo(f"schema differs from the models: {difference}", err=True)
    if not report.differences:
        typer.echo(f"schema: at {report.after}, as it should be")
    return 1 if report.differences else 0


def _urls(settings: Settings) -> tuple[str, str, str]:
    database = settings.database
    given = {
        "CONTENTFORGE_DATABASE__OWNER_URL": database.owner_url,
        "CONTENTFORGE_DATABASE__URL": database.url,
        "CONTENTFORGE_DATABASE__SYSTEM_URL": database.system_url,
    }
    missing = [name for name, value in given.items() if value is None]
    if missing:
        raise SettingsIncomplete(
            "\n".join(f"{name} is not set." for name in missing)
            + "\nThe three URLs name the roles owner, app and system of one database; see the README."
        )
    owner, app, system = (value.get_secret_value() for value in given.values() if value is not None)
    return owner, app, system
