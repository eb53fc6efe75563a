"""A piece as the APIs see it: a text together with how the job stands that writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

import asyncpg

from contentforge_content.vocabulary import ContentType, JobStatus
from contentforge_platform.ids import UserId


class PieceStatus(StrEnum):
    """How a piece stands. A cancelled one is `failed`, with the error "Cancelled"."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


_OF_JOB: Final[Mapping[JobStatus, PieceStatus]] = {
    JobStatus.PENDING: PieceStatus.QUEUED,
    JobStatus.PROCESSING: PieceStatus.PROCESSING,
    JobStatus.COMPLETED: PieceStatus.COMPLETED,
    JobStatus.FAILED: PieceStatus.FAILED,
    JobStatus.CANCELLED: PieceStatus.FAILED,
}


def status_of_job(job: str | None) -> PieceStatus:
    """The status of a piece whose job stands like this; without a job it was written by hand, and is complete."""
    return PieceStatus.COMPLETED if job is None else _OF_JOB[JobStatus(job)]


def job_statuses(status: PieceStatus) -> list[str]:
    """How the jobs of pieces with this status stand."""
    return [job for job, shown in _OF_JOB.items() if shown is status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece.

    Attributes:
        text: what it says now; None until it is there.
        generated_text: what was generated last, whatever people made of it since.
        title: what people call it, if they do.
        job: the job that writes or wrote it last; None for one written by hand, as are the fields below.
        prompt: what a person typed.
        error: why it failed, in a sentence for people.
        due: whether the hold is over, by the database's clock.
        sequence: how often its job has told of itself; live events carry the same number.
    """

    id: UUID
    user: UserId
    content_type: ContentType
    title: str | None = None
    tags: Sequence[str] = ()
    notes: str = ""
    text: str | None = None
    generated_text: str | None = None
    provider: str | None = None
    model: str | None = None
    in_library: bool
    created_at: datetime
    updated_at: datetime
    status: PieceStatus
    job: UUID | None = None
    prompt: str | None = None
    error: str | None = None
    run_at: datetime | None = None
    due: bool = True
    ordered_at: datetime | None = None
    ended_at: datetime | None = None
    sequence: int = 0

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """Read a row of `queries`."""
        return cls(
            id=row["id"],
            user=UserId(row["user_id"]),
            content_type=ContentType(row["content_type"]),
            title=row["title"],
            tags=tuple(row["tags"]),
            notes=row["notes"],
            text=row["text"],
            generated_text=row["generated_text"],
            provider=row["provider"],
            model=row["model"],
            in_library=row["in_library"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            status=status_of_job(row["status"]),
            job=row["job_id"],
            prompt=row["prompt"],
            error=row["error_message"],
            run_at=row["run_at"],
            due=row["due"],
            ordered_at=row["ordered_at"],
            ended_at=row["ended_at"],
            sequence=row["sequence"],
        )
