"""When the scheduler's duties were last done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contentforge_platform.database.sessions import ReadSession, SystemSession
from contentforge_platform.presence import repository


@dataclass(frozen=True, slots=True)
class DutyRun:
    """A duty that was done, or failed, `ago` seconds before this is noted; it is to be done every `every` seconds."""

    name: str
    every: float
    ago: float
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedDuty:
    """A duty as it was last noted, by whichever process did it. `failure` names the kind of the last one."""

    name: str
    every_seconds: float
    done_at: datetime | None
    done_ago: float | None
    failed_at: datetime | None
    failure: str | None


async def note_runs(session: SystemSession, runs: Sequence[DutyRun]) -> None:
    """Note at most one run of each duty; a later one that is noted already stays."""
    await repository.note(
        session,
        [run.name for run in runs],
        [run.every for run in runs],
        [run.ago for run in runs],
        [run.failure for run in runs],
    )


async def recorded_duties(session: ReadSession) -> list[RecordedDuty]:
    """Every duty that was ever done or tried."""
    return [
        RecordedDuty(**{name: row[name] for name in RecordedDuty.__dataclass_fields__})
        for row in await repository.duties(session)
    ]
