"""`contentforge billing`: bring Stripe's products and prices to what the plan file says."""

import asyncio

import typer

from contentforge_app.billing import connect
from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_billing import offers
from contentforge_billing.gateway import StripeShop
from contentforge_billing.plans import PlanCatalogue, PlansInvalid
from contentforge_billing.settings import BillingMode
from contentforge_platform.errors import BusinessError


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
    except BusinessError as refusal:
        typer.echo(refusal.message, err=True)
        return 1


async def _sync(settings: Settings, *, apply: bool) -> int:
    catalogue = PlanCatalogue.load(settings.billing)
    connection = connect(settings)
    shop = StripeShop(connection)
    try:
        found = await offers.changes(shop, catalogue)
        for change in found:
            typer.echo(f"{'' if apply else 'would '}{change.text}")
        if not found:
            typer.echo("Stripe sells what the plan file says; there is nothing to do.")
        elif apply:
            await offers.apply(shop, catalogue, found)
        else:
            typer.echo("Nothing was changed: add --apply to do this.")
    finally:
        await connection.close()
    return 0
