"""Who pays."""

from contentforge_billing.sandbox.customers.record import Customer, customer_document, new_customer, save_customer

__all__ = ["Customer", "customer_document", "new_customer", "save_customer"]
