"""How a text is to be written, besides what about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When, and by whom.

    Attributes:
        hold: seconds before the model is called.
        provider, model: what is asked for; what is not on offer falls back to the operator's default.
    """

    hold: float
    provider: str | None = None
    model: str | None = None
