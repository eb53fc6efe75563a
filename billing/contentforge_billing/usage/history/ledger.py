"""The ledger itself, a batch at a time, for those who take it elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contentforge_billing.metrics import Metric
from contentforge_billing.usage.history import repository
from contentforge_billing.usage.history.days import Span
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

BATCH: Final = 1000
Place = tuple[datetime, UUID, str]
"""Where in the ledger one stands: behind this entry."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One item of work and what it costs; `settled_at` is when it succeeded. `origin` is a provisioned organization."""

    created_at: datetime
    settled_at: datetime | None
    item: UUID
    metric: Metric
    units: int
    state: str
    user: UUID | None
    credential: str | None
    origin: UUID | None

    @property
    def place(self) -> Place:
        return self.created_at, self.item, self.metric.value


async def entries(session: ReadSession, tenant: TenantId, span: Span, after: Place | None = None) -> list[LedgerEntry]:
    """The next entries of the span in the order of their making, released ones included; none at its end."""
    rows = await repository.entries(session, tenant, span.first, span.last, after, BATCH)
    return [
        LedgerEntry(
            created_at=row["created_at"],
            settled_at=row["settled_at"],
            item=row["item"],
            metric=Metric(row["metric"]),
            units=row["units"],
            state=row["state"],
            user=row["user_id"],
            credential=row["credential"],
            origin=row["origin_id"],
        )
        for row in rows
    ]
