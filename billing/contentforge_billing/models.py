"""All tables of this component."""

from contentforge_billing.usage import models as usage

__all__ = ["usage"]
