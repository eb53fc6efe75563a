"""From where on the operator's console warns."""

from pydantic import Field

from contentforge_platform.settings import Section


class ConsoleSettings(Section):
    """CONTENTFORGE_CONSOLE__*. Nothing but what `/operator/health` calls a warning depends on these."""

    queue_seconds: float = Field(60.0, gt=0, description="Longest that work may be claimable and unclaimed.")
    event_seconds: float = Field(10.0, gt=0, description="Longest that a live event may wait for the bus.")
    inbox_seconds: float = Field(120.0, gt=0, description="Longest that an event of Stripe's may wait for a worker.")
    parked_seconds: float = Field(
        3600.0, gt=0, description="Longest that an event of Stripe's may be one that cannot be applied."
    )
    database_gigabytes: float = Field(100.0, gt=0, description="Largest size of the database.")
