"""`contentforge create-admin`: the first account of an installation whose registration is closed."""

import asyncio
import os
from typing import Final

import typer

from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.errors import BusinessError
from contentforge_platform.security import Passwords
from contentforge_tenants import accounts
from contentforge_tenants.keyring import Keyring

_PASSWORD_VARIABLE: Final = "CONTENTFORGE_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable, not a password


def run(email: str, organization: str | None) -> int:
    """Make what is missing; the exit status."""
    try:
        settings = configured()
        settings.require_complete()
        return asyncio.run(_create(settings, email, organization))
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    except BusinessError as refusal:
        typer.echo(refusal.message, err=True)
        return 1


async def _create(settings: Settings, email: str, slug: str | None) -> int:
    database = Database(settings.database, application="contentforge create-admin")
    passwords = Passwords()
    uow = UnitOfWork(database, lambda _: None)
    try:
        account = await accounts.find_account(uow, email)
        if account is not None:
            typer.echo(f"account    {account.email} (exists)")
        else:
            keyring = Keyring.of(settings.secrets, settings.auth, passwords)
            password = await asyncio.to_thread(_password)
            account = await accounts.install_account(uow, keyring, email=email, password=password)
            typer.echo(f"account    {account.email} (made)")
        if slug is not None:
            team = await accounts.lead_team(uow, account, slug)
            typer.echo(f"team       {team.slug}, led by {account.email}")
    finally:
        passwords.close()
        await database.close()
    return 0


def _password() -> str:
    """From the environment for scripts, else asked for twice without showing it."""
    given = os.environ.get(_PASSWORD_VARIABLE)
    return given or str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
