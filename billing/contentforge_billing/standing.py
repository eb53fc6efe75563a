"""What billing notes in an organization's `plan` column: the tier, and whether its payment is overdue beyond grace.

To tenants the word is opaque. It comes with every principal, so a change of it acts on the next request, and no request
asks for it again.
"""

from dataclasses import dataclass
from typing import Final, Self

BELOW: Final = "<"
"""Stands between the word of an organization and that of its partner, where both are told at once."""

_PAUSED: Final = "paused"


@dataclass(frozen=True, slots=True)
class Standing:
    """A tier; `paused` is read-only: what was made stays within reach, and nothing new is made."""

    tier: str
    paused: bool = False

    @property
    def word(self) -> str:
        """The form in which it is recorded: `pro`, or `pro:paused`."""
        return f"{self.tier}:{_PAUSED}" if self.paused else self.tier

    @classmethod
    def read(cls, word: str) -> Self:
        """Make it again from what `word` recorded."""
        tier, _, state = word.partition(":")
        return cls(tier, state == _PAUSED)
