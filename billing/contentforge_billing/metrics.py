"""What a plan counts, in the order in which a transaction may touch it."""

from enum import StrEnum


class Metric(StrEnum):
    """A countable kind of work.

    The order here (it is also the alphabet's) is the order in which one transaction takes several metrics' counters,
    so that two transactions never wait for each other.
    """

    GENERATIONS = "generations"
    IMAGES = "images"

    @property
    def label(self) -> str:
        """The name that people read."""
        return self.value.capitalize()
