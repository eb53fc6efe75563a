"""How this installation bills, and which plans it offers."""

from enum import StrEnum
from pathlib import Path

from pydantic import AnyHttpUrl, Field, SecretStr

from contentforge_platform.settings import Section


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
