"""Provisioning: a partner makes accounts for its customers, on its own plan."""

from contentforge_billing.provisioning.errors import ManagedByPartner, NoGrandchildren, PlanAboveOwn, TooManyToday
from contentforge_billing.provisioning.provision import Made, Order, Provisioner, provision

__all__ = [
    "Made",
    "ManagedByPartner",
    "NoGrandchildren",
    "Order",
    "PlanAboveOwn",
    "Provisioner",
    "TooManyToday",
    "provision",
]
