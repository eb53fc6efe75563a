"""Second factors: codes by time, and codes for recovery."""

from contentforge_tenants.second_factor.service import (
    Enrolment,
    SecondFactorOff,
    SecondFactorOn,
    State,
    accept,
    begin,
    confirm,
    is_on,
    remove,
    renew_recovery_codes,
    state,
)

__all__ = [
    "Enrolment",
    "SecondFactorOff",
    "SecondFactorOn",
    "State",
    "accept",
    "begin",
    "confirm",
    "is_on",
    "remove",
    "renew_recovery_codes",
    "state",
]
