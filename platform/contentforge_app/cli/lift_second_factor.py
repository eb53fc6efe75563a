"""`contentforge lift-second-factor`: for people who have lost their device and their recovery codes."""

import asyncio

import typer

from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.errors import BusinessError, NotFound
from contentforge_tenants import accounts


def run(email: str) -> int:
    """Switch it off; the exit status."""
    try:
        settings = configured()
        settings.require_complete()
        return asyncio.run(_lift(settings, email))
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    except BusinessError as refusal:
        typer.echo(refusal.message, err=True)
        return 1


async def _lift(settings: Settings, email: str) -> int:
    database = Database(settings.database, application="contentforge lift-second-factor")
    uow = UnitOfWork(database, lambda _: None)
    try:
        account = await accounts.find_account(uow, email)
        if account is None:
            raise NotFound("There is no account with this address.")
        await accounts.lift_second_factor(uow, account)
    finally:
        await database.close()
    typer.echo(f"The second factor of {account.email} is off; all sessions have ended, and a mail tells of it.")
    return 0
