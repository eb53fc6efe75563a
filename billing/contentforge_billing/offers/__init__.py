"""Bring Stripe's products and prices to what the plan file says."""

from contentforge_billing.offers.sandbox import SandboxSale
from contentforge_billing.offers.sync import Change, apply, changes

__all__ = ["Change", "SandboxSale", "apply", "changes"]
