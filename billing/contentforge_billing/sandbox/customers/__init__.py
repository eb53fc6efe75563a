"""Who pays."""

from contentforge_billing.sandbox.customers.record import (
    Customer,
    DeletedCustomer,
    customer_document,
    customer_or_rest,
    named_customer,
    new_customer,
    save_customer,
)

__all__ = [
    "Customer",
    "DeletedCustomer",
    "customer_document",
    "customer_or_rest",
    "named_customer",
    "new_customer",
    "save_customer",
]
