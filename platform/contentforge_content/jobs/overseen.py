"""Jobs of all organizations as operators see them (role `system`): how they stand, never what is in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.vocabulary import JobStatus
from contentforge_platform.database import SystemSession
from contentforge_platform.database.keyset import Position, Stretch, older
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.observability.redaction import redact_text

_JOB: Final = """
SELECT job.organization_id, organization.slug AS organization_slug, job.id, job.user_id, job.source_type,
    job.content_types, job.provider, job.model, job.status, job.error_message, job.open_items, job.run_at,
    job.created_at, job.updated_at, job.started_at, job.completed_at
FROM generation_job AS job LEFT JOIN organization ON organization.id = job.organization_id
"""

_ASKED: Final = f"""
{older("job.created_at", "job.id", 4)} AND ($1::text IS NULL OR job.status = $1)
AND ($2::interval IS NULL OR job.created_at <= clock_timestamp() - $2)
AND ($3::interval IS NULL OR job.created_at >= clock_timestamp() - $3)
"""
_ORDER: Final = "ORDER BY job.created_at DESC, job.id DESC LIMIT $6"

# Two statements, since each is served by another index.
_EVERYBODYS = f"{_JOB} WHERE {_ASKED} {_ORDER}"
_OF_ONE = f"{_JOB} WHERE job.organization_id = $7 AND {_ASKED} {_ORDER}"

_FIND = f"{_JOB} WHERE job.organization_id = $1 AND job.id = $2"

_IMAGES = "SELECT id FROM image WHERE organization_id = $1 AND job_id = $2 ORDER BY position"


@dataclass(frozen=True, slots=True)
class OverseenJob:
    """A job. `open_items` counts what has not ended of it: its texts together, and each image."""

    organization_id: TenantId
    organization_slug: str | None
    id: UUID
    user_id: UserId
    source_type: str
    content_types: list[str]
    provider: str | None
    model: str | None
    status: JobStatus
    error_message: str | None
    open_items: int
    run_at: datetime
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def place(self) -> Position:
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to show; conditions combine. They were ordered at least `older`, and at most `younger` ago."""

    status: JobStatus | None = None
    organization: TenantId | None = None
    older: timedelta | None = None
    younger: timedelta | None = None


async def listing(session: SystemSession, wanted: JobFilter, stretch: Stretch) -> list[OverseenJob]:
    """A stretch of the list, newest first, and one job beyond it."""
    asked = (wanted.status, wanted.older, wanted.younger, *stretch.parameters)
    if wanted.organization is None:
        return [_job(row) for row in await session.fetch(_EVERYBODYS, *asked)]
    return [_job(row) for row in await session.fetch(_OF_ONE, *asked, wanted.organization)]


async def find(session: SystemSession, tenant: TenantId, job: UUID) -> OverseenJob:
    """One job.

    Raises:
        JobNotFound: the organization has none of this id.
    """
    row = await session.fetchrow(_FIND, tenant, job)
    if row is None:
        raise JobNotFound
    return _job(row)


async def subjects(session: SystemSession, tenant: TenantId, job: UUID) -> list[UUID]:
    """What the work of a job is about: the job itself, and each of its images."""
    return [job, *(row["id"] for row in await session.fetch(_IMAGES, tenant, job))]


def _job(row: asyncpg.Record) -> OverseenJob:
    values = {name: row[name] for name in OverseenJob.__dataclass_fields__}
    values["status"] = JobStatus(row["status"])
    values["error_message"] = None if row["error_message"] is None else redact_text(row["error_message"])
    return OverseenJob(**values)
