"""How often the password of one address may be tried."""

from contentforge_tenants.throttle.service import (
    Limit,
    TooManyLogins,
    Try,
    admit,
    clear,
    failed,
    forget_old,
    forgive,
    take_back,
)

__all__ = ["Limit", "TooManyLogins", "Try", "admit", "clear", "failed", "forget_old", "forgive", "take_back"]
