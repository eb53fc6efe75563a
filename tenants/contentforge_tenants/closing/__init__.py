"""Closing: organizations and accounts that are to be deleted once a time of grace is over, unless they are kept."""

from contentforge_tenants.closing.service import (
    HandOnFirst,
    HasCustomers,
    NotClosing,
    account_due,
    close_account,
    close_organization,
    keep_account,
    keep_organization,
    organization_due,
    owned_alone,
)

__all__ = [
    "HandOnFirst",
    "HasCustomers",
    "NotClosing",
    "account_due",
    "close_account",
    "close_organization",
    "keep_account",
    "keep_organization",
    "organization_due",
    "owned_alone",
]
