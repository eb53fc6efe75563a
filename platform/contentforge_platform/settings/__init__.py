"""What every settings section has in common; each section lives beside the code that it configures."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One concern's settings: frozen, each field described, unknown names refused (they are misspellings)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
