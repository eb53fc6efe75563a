"""`contentforge sandbox`: the local Stripe, in a process of its own."""

from typing import Final
from urllib.parse import urlsplit

import typer
import uvicorn

from contentforge_app.cli.surroundings import configured, problems
from contentforge_app.settings import Environment, Settings
from contentforge_billing.sandbox.app import SandboxConfig, create_app
from contentforge_platform.observability import configure_logging

WEBHOOK_PATH: Final = "/api/v1/webhooks/stripe"
"""Where the product takes Stripe's webhooks, below its public address."""

_DRAIN_SECONDS: Final = 5


def run() -> int:
    """Serve until SIGTERM; the exit status."""
    if wrong := problems():
        typer.echo("\n".join(wrong), err=True)
        return 2
    settings = configured()
    if settings.env is Environment.PRODUCTION:
        typer.echo("The sandbox takes no real money, and does not start in production (CONTENTFORGE_ENV).", err=True)
        return 2
    config = _config(settings)
    if isinstance(config, str):
        typer.echo(config, err=True)
        return 2
    configure_logging(settings.observability)
    place = urlsplit(config.address)
    uvicorn.run(
        create_app(config),
        host=place.hostname or "127.0.0.1",
        port=place.port or 80,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    return 0


def _config(settings: Settings) -> SandboxConfig | str:
    """What the process needs, or what is missing."""
    billing = settings.billing
    address, database, key = billing.sandbox_url, billing.sandbox_database_url, settings.stripe_secret_key
    if address is None or database is None or key is None:
        needed = {
            "CONTENTFORGE_BILLING__SANDBOX_URL": address,
            "CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL": database,
            "STRIPE_SECRET_KEY": key,
        }
        missing = [f"{name} is not set." for name, value in needed.items() if value is None]
        return "\n".join([*missing, "`contentforge dev` sets them, and runs the sandbox too."])
    public = str(settings.public_url).rstrip("/") if settings.public_url else None
    return SandboxConfig(
        address=str(address).rstrip("/"),
        database_url=database,
        secret_key=key,
        webhook_url=f"{public}{WEBHOOK_PATH}" if public else None,
        webhook_secret=next(iter(settings.stripe_webhook_secret), None),
        settings=settings.database,
    )
