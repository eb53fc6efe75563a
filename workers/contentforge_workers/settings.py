"""How much a worker process takes on, and how it ends."""

import os

from pydantic import Field

from contentforge_platform.settings import Section


class WorkerSettings(Section):
    """CONTENTFORGE_WORKER__*."""

    generation_slots: int = Field(64, ge=1, le=1000, description="Jobs that one `generation` worker runs at once.")
    media_slots: int = Field(
        0, ge=0, le=256, description="Images that one `media` worker runs at once; 0 is one per processor."
    )
    events_slots: int = Field(16, ge=1, le=1000, description="Items that one `events` worker runs at once.")
    grace_seconds: float = Field(
        10,
        ge=0,
        le=3600,
        description="After SIGTERM, how long running items may take to end before they are handed back.",
    )

    def slots(self, queue: str) -> int:
        """How many items a worker of `queue` runs at once."""
        configured = {"generation": self.generation_slots, "media": self.media_slots, "events": self.events_slots}
        return configured[queue] or os.cpu_count() or 1
