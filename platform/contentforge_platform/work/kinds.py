"""What a kind of work is, what a worker holds while it works, and how a handler tells its outcome."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from contentforge_platform.ids import TenantId, WorkItemId

NO_TENANT: Final = TenantId(UUID(int=0))
"""The tenant of work that belongs to no organization, such as mail to a person."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        name: stored with each item; a handler of the same name must exist in the workers of `queue`.
        queue: the worker pool that runs it.
        per_organization: how many items of one organization may be ready or running at once; None is no limit.
        max_attempts: after so many failures, or deaths of the worker, the handler gives up.
    """

    name: str
    queue: str
    per_organization: int | None = None
    max_attempts: int = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """An item in the hands of this worker, for as long as the lease behind `token` is its own.

    Attributes:
        attempt: counts from 1; above `max_attempts` the item may only be given up.
        trace: W3C traceparent of what ordered it.
        held: seconds for which it was ordered to wait.
        waited: seconds for which it could have run but did not; of a further attempt, since it was ready again.
    """

    id: WorkItemId
    tenant: TenantId
    kind: str
    subject: UUID
    attempt: int
    max_attempts: int
    token: UUID
    trace: str | None
    held: float = 0.0
    waited: float = 0.0


class LeaseLost(Exception):
    """The item is no longer this worker's: cancelled, or claimed by another after the lease ran out. Write nothing."""


class RetryLater(Exception):
    """This attempt failed for a reason that may pass.

    Attributes:
        reason: a neutral sentence, shown to the user if no attempt is left.
        delay: seconds to wait at least; None for the usual back-off.
    """

    def __init__(self, reason: str, *, delay: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.delay = delay


class GiveUp(Exception):
    """No further attempt can succeed. `reason` is a neutral sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Handler(Protocol):
    """Runs the items of one kind.

    Both methods end the item with `work.finish` or `work.fail` in a transaction
    that also writes the result; they are called again if the process dies before that commit.
    """

    async def run(self, claim: Claim) -> None:
        """Do the work.

        Raises:
            RetryLater: try again, if attempts are left.
            GiveUp: fail now.
        """
        ...

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Record the failure for good, and whatever goes with it."""
        ...
