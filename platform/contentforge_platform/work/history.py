"""What became of the work on some subjects, for people who look into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contentforge_platform.database.sessions import ReadSession
from contentforge_platform.ids import TenantId, WorkItemId
from contentforge_platform.observability.redaction import redact_text

_OF_SUBJECTS = """
SELECT id, subject_id, kind, queue, state, attempt, max_attempts, run_at, lease_until, leased_by, last_error,
    created_at, finished_at
FROM work_item WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) ORDER BY created_at, id LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """An item of work as it stands.

    Attributes:
        attempt: how often it was begun.
        leased_by: the worker that has it, or had it last.
        last_error: why the last attempt failed, without what looks like a secret.
    """

    id: WorkItemId
    subject_id: UUID
    kind: str
    queue: str
    state: str
    attempt: int
    max_attempts: int
    run_at: datetime
    lease_until: datetime | None
    leased_by: str | None
    last_error: str | None
    created_at: datetime
    finished_at: datetime | None


async def of_subjects(session: ReadSession, tenant: TenantId, subjects: Sequence[UUID]) -> list[WorkRecord]:
    """The items about `subjects`, oldest first, at most a thousand; those that ended are kept for a week."""
    return [
        WorkRecord(
            **{
                **{name: row[name] for name in WorkRecord.__dataclass_fields__},
                "last_error": None if row["last_error"] is None else redact_text(row["last_error"]),
            }
        )
        for row in await session.fetch(_OF_SUBJECTS, tenant, subjects)
    ]
