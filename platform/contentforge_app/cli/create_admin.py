"""`contentforge create-admin`: the first account of an installation whose registration is closed."""

import asyncio
import os
from typing import Final

import typer

from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Environment, Settings, SettingsIncomplete
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.errors import BusinessError, Conflict
from contentforge_platform.security import Passwords
from contentforge_tenants import accounts, operators, organizations
from contentforge_tenants.accounts.profile import Account
from contentforge_tenants.keyring import Keyring

_PASSWORD_VARIABLE: Final = "CONTENTFORGE_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable, not a password


def run(email: str, organization: str | None, *, operator: bool | None = None) -> int:
    """Make what is missing; the exit status. `operator` False ends what True began, None leaves it as it is."""
    try:
        settings = configured()
        settings.require_complete()
        return asyncio.run(_create(settings, email, organization, operator=operator))
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    except BusinessError as refusal:
        typer.echo(refusal.message, err=True)
        return 1


async def _create(settings: Settings, email: str, slug: str | None, *, operator: bool | None) -> int:
    database = Database(settings.database, application="contentforge create-admin")
    passwords = Passwords()
    uow = UnitOfWork(database, lambda _: None)
    try:
        account = await accounts.find_account(uow, email)
        if account is not None:
            _refuse_unproved(settings, account, ends=operator is False)
            typer.echo(f"account    {account.email} (exists)")
        else:
            keyring = Keyring.of(settings.secrets, settings.auth, passwords)
            password = await asyncio.to_thread(_password)
            account = await accounts.install_account(uow, keyring, email=email, password=password)
            typer.echo(f"account    {account.email} (made)")
        wanted = await _unled(uow, settings.blog.default_site) if slug is None else slug
        if wanted is not None:
            team = await accounts.lead_team(uow, account, wanted)
            typer.echo(f"team       {team.slug}, led by {account.email}")
        if operator is not None:
            typer.echo(f"operator   {account.email} ({await _appointed(uow, account, wanted=operator)})")
    finally:
        passwords.close()
        await database.close()
    return 0


def _refuse_unproved(settings: Settings, account: Account, *, ends: bool) -> None:
    """Lead nobody in who only says that the address is theirs: strangers may have registered it ahead of its owner."""
    if settings.env is Environment.PRODUCTION and account.email_verified_at is None and not ends:
        raise Conflict(
            f"There is an account with the address {account.email}, and nobody has proved that it is theirs. "
            "Have its owner set a new password by mail first, which proves it."
        )


async def _appointed(uow: UnitOfWork, account: Account, *, wanted: bool) -> str:
    """Make the person an operator of the installation, or end that; what came of it."""
    async with uow.system() as session:
        if wanted:
            return "made" if await operators.appoint(session, account.id) else "is one"
        return "no more" if await operators.dismiss(session, account.id) else "was none"


async def _unled(uow: UnitOfWork, slug: str) -> str | None:
    """The slug, if nobody leads that organization yet."""
    async with uow.system() as session:
        return slug if await organizations.unled(session, slug) is not None else None


def _password() -> str:
    """From the environment for scripts, else asked for twice without showing it."""
    given = os.environ.get(_PASSWORD_VARIABLE)
    return given or str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
