"""On whose behalf something is generated."""

from dataclasses import dataclass, field

from contentforge_billing.plans import Plan
from contentforge_billing.usage import Cause, Quota
from contentforge_platform.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Author:
    """The acting person, their organization with its plan now in force, and the key they act by, if any.

    `quota` is told what their orders leave of the plan.
    """

    tenant: TenantId
    user: UserId
    plan: Plan
    credential: str | None = None
    quota: Quota = field(default_factory=Quota, compare=False)

    @property
    def cause(self) -> Cause:
        """The author as the usage ledger keeps it."""
        return Cause(self.user, self.credential)
