"""The ledger as CSV, a batch at a time, in cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Final

from contentforge_billing.usage.history import LedgerEntry, Span, entries
from contentforge_platform.clock import to_iso_z
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId

COLUMNS: Final = (
    *("ordered_at", "finished_at", "metric", "units", "state"),
    *("user_id", "credential", "provisioned_organization_id", "item_id"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


async def lines(uow: UnitOfWork, tenant: TenantId, span: Span, first: Sequence[LedgerEntry]) -> AsyncIterator[str]:
    """The file in pieces, from the batch that was read already on. No connection is held between two batches."""
    yield _written([COLUMNS])
    batch = first
    while batch:
        yield _written([_cells(entry) for entry in batch])
        async with uow.read(tenant) as session:
            batch = await entries(session, tenant, span, batch[-1].place)


def _cells(entry: LedgerEntry) -> Sequence[object]:
    finished = "" if entry.settled_at is None else to_iso_z(entry.settled_at)
    cause = (entry.user or "", _harmless(entry.credential or ""), entry.origin or "")
    return to_iso_z(entry.created_at), finished, entry.metric.value, entry.units, entry.state, *cause, entry.item


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(rows: Sequence[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()
