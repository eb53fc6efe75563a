"""What the sandbox keeps of an object: what is needed to act on it and to show it."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """One object. `kind` is Stripe's word for it, `prefix` and `length` make its id."""

    model_config = ConfigDict(extra="forbid")

    kind: ClassVar[str]
    prefix: ClassVar[str]
    length: ClassVar[int] = 24

    id: str
    created: int
    test_clock: str | None = None

    def due(self) -> int | None:
        """When something is to happen to it by itself, in its clock's time."""
        return None


class Described(Record):
    """An object that takes metadata."""

    metadata: dict[str, str] = Field(default_factory=dict)
