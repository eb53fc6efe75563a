"""Hold the counters against the ledger (role `system`): in a healthy system they agree at every moment."""

from dataclasses import dataclass
from datetime import datetime

from contentforge_billing.usage import repository
from contentforge_platform.database import SystemSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A month in which an organization's counters are not the sums of its ledger entries, in units."""

    tenant: TenantId
    metric: str
    period_start: datetime
    counted_used: int
    counted_held: int
    settled: int
    held: int


async def disagreements(session: SystemSession) -> list[Disagreement]:
    """Every counter that differs from its ledger entries. Reads the whole ledger."""
    return [
        Disagreement(
            tenant=TenantId(row["organization_id"]),
            metric=row["metric"],
            period_start=row["period_start"],
            counted_used=row["counted_used"],
            counted_held=row["counted_held"],
            settled=row["settled"],
            held=row["held"],
        )
        for row in await repository.disagreements(session)
    ]


async def ledger_agrees(session: SystemSession) -> bool:
    """Whether all counters are the sums of their ledger entries."""
    return not await repository.disagreements(session)
