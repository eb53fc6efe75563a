"""The one engine for work that must not be lost: a row with a lease. Higher layers give it kinds and handlers."""

from contentforge_platform.work.cancel import cancel
from contentforge_platform.work.enqueue import NewItem, Wake, enqueue
from contentforge_platform.work.hasten import hasten
from contentforge_platform.work.kinds import NO_TENANT, Claim, GiveUp, Handler, Kind, LeaseLost, RetryLater
from contentforge_platform.work.lease import assert_held, fail, finish, lease_checked, retry
from contentforge_platform.work.pool import claim, hand_back, renew

__all__ = [
    "NO_TENANT",
    "Claim",
    "GiveUp",
    "Handler",
    "Kind",
    "LeaseLost",
    "NewItem",
    "RetryLater",
    "Wake",
    "assert_held",
    "cancel",
    "claim",
    "enqueue",
    "fail",
    "finish",
    "hand_back",
    "hasten",
    "lease_checked",
    "renew",
    "retry",
]
