"""End a reservation: work that succeeded is used, work that failed or was cancelled costs nothing.

Both count in the month in which the unit was reserved, and both may be repeated. The caller holds the lock on the rows
that the items are about, and settles generations before images.
"""

from collections.abc import Sequence
from uuid import UUID

from contentforge_billing.metrics import Metric
from contentforge_billing.usage import repository
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId


async def settle(session: WriteSession, tenant: TenantId, metric: Metric, item: UUID) -> bool:
    """Turn what `item` holds of `metric` into usage.

    True if the item is settled, now or since before. False if it holds nothing: it was released, or never reserved;
    its result must then not be given away, and in a transaction that checks its lease it will not be.
    """
    return await repository.settle(session, tenant, metric, item)


async def release(
    session: WriteSession, tenant: TenantId, metrics: Sequence[Metric], items: Sequence[UUID]
) -> set[UUID]:
    """Give back what `items` hold of `metrics`; those that held something. What is settled stays so."""
    if not metrics or not items:
        return set()
    return await repository.release(session, tenant, metrics, items)
