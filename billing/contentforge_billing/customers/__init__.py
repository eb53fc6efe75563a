"""Customers at Stripe: one for each organization that has ever gone to pay."""

from contentforge_billing.customers.service import Customer, ensure, find, organization_of

__all__ = ["Customer", "ensure", "find", "organization_of"]
