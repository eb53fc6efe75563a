"""Remember when duties were done, and write it down now and then: most come round too often for a write each."""

import asyncio
from typing import Final

from contentforge_platform import presence
from contentforge_platform.database import UnitOfWork
from contentforge_platform.presence import DutyRun
from contentforge_workers.scheduler import Duty

_WRITE_SECONDS: Final = 5.0


class DutyRuns:
    """Hears of each run from a `Scheduler`; its own duty writes down the last one of each."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._fresh: dict[str, tuple[Duty, float, str | None]] = {}

    def note(self, duty: Duty, failure: BaseException | None) -> None:
        """A duty was done just now, or failed."""
        moment = asyncio.get_running_loop().time()
        self._fresh[duty.name] = (duty, moment, None if failure is None else type(failure).__name__)

    def duty(self) -> Duty:
        """To be done along with the others."""
        return Duty("note_runs", _WRITE_SECONDS, self._write)

    async def _write(self) -> None:
        fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        now = asyncio.get_running_loop().time()
        async with self._uow.system() as session:
            await presence.note_runs(
                session,
                [DutyRun(duty.name, duty.seconds, now - moment, failure) for duty, moment, failure in fresh.values()],
            )
