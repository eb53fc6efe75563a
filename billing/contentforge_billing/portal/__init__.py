"""Stripe's portal, in which customers change, cancel and pay what they have bought."""

from contentforge_billing.portal.visit import NoCustomer, Portal

__all__ = ["NoCustomer", "Portal"]
