"""Why an operator does something: it is asked for wherever somebody else's business is changed, and kept."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class Because(BaseModel):
    """A reason."""

    reason: Reason = Field(description="Kept in the audit logs.", examples=["Chargeback, see ticket 4711"])


class MaybeBecause(BaseModel):
    """A reason, if there is more to say than that it is to be done."""

    reason: Reason | None = Field(None, description="Kept in the audit logs.")
