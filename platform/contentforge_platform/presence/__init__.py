"""Processes tell that they are there, and the scheduler what it has done: for people who look after them."""

from contentforge_platform.presence.duties import DutyRun, RecordedDuty, note_runs, recorded_duties
from contentforge_platform.presence.processes import Presence, RunningProcess, forget_gone, running_processes

__all__ = [
    "DutyRun",
    "Presence",
    "RecordedDuty",
    "RunningProcess",
    "forget_gone",
    "note_runs",
    "recorded_duties",
    "running_processes",
]
