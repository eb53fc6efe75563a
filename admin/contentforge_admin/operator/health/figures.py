"""Everything about the installation's health that its database tells, read in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contentforge_billing import inbox
from contentforge_billing.inbox import InboxLag
from contentforge_content.jobs.kinds import GENERATION_QUEUE, MEDIA_QUEUE
from contentforge_platform import presence
from contentforge_platform.database import SystemSession, facts
from contentforge_platform.database.facts import DatabaseFacts
from contentforge_platform.events import relay
from contentforge_platform.events.relay import Lag
from contentforge_platform.mail import MAIL
from contentforge_platform.presence import RecordedDuty, RunningProcess
from contentforge_platform.work import health
from contentforge_platform.work.health import Backlog

QUEUES: Final = (GENERATION_QUEUE, MEDIA_QUEUE, MAIL.queue)
"""Those that need a worker each."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read."""

    backlog: Sequence[Backlog]
    events: Lag
    inbox: InboxLag
    processes: Sequence[RunningProcess]
    duties: Sequence[RecordedDuty]
    database: DatabaseFacts


async def read(session: SystemSession) -> Figures:
    """The figures of now."""
    return Figures(
        backlog=await health.backlog(session),
        events=await relay.lag(session),
        inbox=await inbox.lag(session),
        processes=await presence.running_processes(session),
        duties=await presence.recorded_duties(session),
        database=await facts.read(session),
    )
