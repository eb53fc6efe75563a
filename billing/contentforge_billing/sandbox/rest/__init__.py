"""Stripe's way of speaking HTTP: forms, errors, pages, expansion, idempotency."""

from contentforge_billing.sandbox.rest.endpoint import API_VERSION, Call, Endpoint, Gate
from contentforge_billing.sandbox.rest.expand import Expander
from contentforge_billing.sandbox.rest.lists import page_of
from contentforge_billing.sandbox.rest.params import Params

__all__ = ["API_VERSION", "Call", "Endpoint", "Expander", "Gate", "Params", "page_of"]
