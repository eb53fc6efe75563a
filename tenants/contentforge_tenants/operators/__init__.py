"""Operators: people who look after the whole installation, whatever organizations they belong to."""

from contentforge_tenants.operators.errors import NotAnOperator
from contentforge_tenants.operators.log import ActionFilter, Logged, listing
from contentforge_tenants.operators.record import Deed, Verb, record
from contentforge_tenants.operators.service import (
    Operator,
    appoint,
    dismiss,
    is_operator,
    opening_for_operator,
    operator_from,
)

__all__ = [
    "ActionFilter",
    "Deed",
    "Logged",
    "NotAnOperator",
    "Operator",
    "Verb",
    "appoint",
    "dismiss",
    "is_operator",
    "listing",
    "opening_for_operator",
    "operator_from",
    "record",
]
