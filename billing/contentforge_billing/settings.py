"""How this installation bills, and which plans it offers."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import AnyHttpUrl, Field, SecretStr

from contentforge_platform.settings import ListOf, Section

_LIVE_KEYS: Final = ("sk_live_", "rk_live_")
_KEYS: Final = (*_LIVE_KEYS, "sk_test_", "rk_test_")


class BillingMode(StrEnum):
    """Who takes the money: Stripe, the local stand-in for Stripe, or nobody."""

    STRIPE = "stripe"
    SANDBOX = "sandbox"
    OFF = "off"


class BillingSettings(Section):
    """CONTENTFORGE_BILLING__*."""

    mode: BillingMode = Field(
        default=BillingMode.OFF,
        description="`stripe`, `sandbox` (a local stand-in for Stripe), or `off`: every organization has the default "
        "plan, whatever is recorded for it.",
    )
    default_plan: str = Field(
        default="free", description="Tier of organizations that have bought nothing; with billing off, of all."
    )
    plans_file: Path | None = Field(
        default=None, description="A YAML file of plans that replaces the one shipped with the package."
    )
    sandbox_url: AnyHttpUrl | None = Field(default=None, description="Where the sandbox's pages and API are.")
    sandbox_database_url: SecretStr | None = Field(
        default=None, description="The sandbox's own database role, which owns the schema `sandbox`; `dev` makes it."
    )
    grace_days: int = Field(
        default=7,
        ge=0,
        le=60,
        description="How long a plan holds after a payment has failed; then nothing new is made.",
    )
    reconcile_seconds: float = Field(
        default=30.0, gt=0, le=3600, description="How often the scheduler asks Stripe what the webhook did not tell."
    )
    recheck_hours: float = Field(
        default=6.0, gt=0, le=168, description="How often each running subscription is compared with Stripe's."
    )
    alert_seconds: float = Field(
        default=15.0,
        gt=0,
        le=3600,
        description="How often the scheduler looks whose month is half, mostly or wholly used up, to tell them.",
    )


class StripeSecrets(Section):
    """Stripe's own variables, as the root of all settings reads them."""

    stripe_secret_key: SecretStr | None = None
    stripe_webhook_secret: ListOf[SecretStr] = Field(default=[])

    @property
    def key(self) -> str:
        """The secret key; empty if none is set."""
        return self.stripe_secret_key.get_secret_value().strip() if self.stripe_secret_key is not None else ""

    @property
    def signing(self) -> tuple[str, ...]:
        """The secrets of which one signs each webhook, newest first, without empty ones."""
        secrets = (secret.get_secret_value().strip() for secret in self.stripe_webhook_secret)
        return tuple(secret for secret in secrets if secret)

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.key.startswith(_LIVE_KEYS)


def problems(settings: BillingSettings, secrets: StripeSecrets, *, production: bool) -> Iterator[str]:
    """What keeps this way of billing from being safe, a sentence each."""
    if settings.mode is BillingMode.OFF:
        return
    if not secrets.key.startswith(_KEYS):
        yield "STRIPE_SECRET_KEY is not set, or is no secret key of Stripe's (sk_... or rk_...)."
    if not secrets.signing:
        yield "STRIPE_WEBHOOK_SECRET is not set."
    if settings.mode is BillingMode.SANDBOX:
        if production:
            yield "CONTENTFORGE_BILLING__MODE is `sandbox`, which takes no money: it is refused in production."
        if settings.sandbox_url is None:
            yield "CONTENTFORGE_BILLING__SANDBOX_URL is not set."
        if secrets.live:
            yield "STRIPE_SECRET_KEY is a live key: the sandbox must never see one."
