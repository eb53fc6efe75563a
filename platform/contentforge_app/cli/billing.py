"""`contentforge billing`: bring Stripe's products and prices to what the plan file says."""

import asyncio
from typing import Final

import typer

from contentforge_app.billing import connect
from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_billing import offers
from contentforge_billing.gateway import StripeAway, StripeRefused, StripeShop
from contentforge_billing.offers import Change
from contentforge_billing.plans import PlanCatalogue, PlansInvalid
from contentforge_billing.settings import BillingMode

_WRONG_KEY: Final = frozenset({"status 401", "status 403"})
_AGAIN: Final = "What is told as done is done; the same command goes on from there."


def sync(*, apply: bool) -> int:
    """Tell what is to be done, and do it if asked to; the exit status."""
    try:
        settings = configured()
        settings.require_complete()
        if settings.billing.mode is BillingMode.OFF:
            typer.echo("CONTENTFORGE_BILLING__MODE is `off`: there is nothing to sell.", err=True)
            return 2
        return asyncio.run(_sync(settings, apply=apply))
    except (SettingsIncomplete, PlansInvalid) as problem:
        typer.echo(str(problem), err=True)
        return 2


async def _sync(settings: Settings, *, apply: bool) -> int:
    catalogue = PlanCatalogue.load(settings.billing)
    connection = connect(settings)
    shop = StripeShop(connection)
    where = _where(settings)
    typer.echo(f"This is {where}.")
    try:
        found = await offers.changes(shop, catalogue)
        if not found:
            typer.echo("It sells what the plan file says; there is nothing to do.")
        elif apply:
            await offers.apply(shop, catalogue, found, _tell_done)
        else:
            _tell_plan(found)
    except (StripeAway, StripeRefused) as failure:
        typer.echo(_failure(failure, where), err=True)
        if apply:
            typer.echo(_AGAIN, err=True)
        return 1
    finally:
        await connection.close()
    return 0


def _where(settings: Settings) -> str:
    """Whose prices are changed: an operator must see it before real money is at stake."""
    if settings.billing.mode is BillingMode.SANDBOX:
        return f"the sandbox at {settings.billing.sandbox_url}"
    return f"Stripe, {'live' if settings.stripe_secrets().live else 'test'} mode"


def _tell_plan(found: list[Change]) -> None:
    for change in found:
        typer.echo(f"would {change.text}")
    typer.echo("Nothing was changed: add --apply to do this.")


def _tell_done(change: Change) -> None:
    typer.echo(f"done: {change.text}")


def _failure(failure: StripeAway | StripeRefused, where: str) -> str:
    if isinstance(failure, StripeAway):
        return f"No usable answer came from {where}."
    if failure.reason in _WRONG_KEY:
        return f"The key is refused by {where}: check STRIPE_SECRET_KEY, and what a restricted key may do."
    return f"What is asked for is refused by {where}: {failure.reason}."
