"""Live events in the operator's API."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class OperatorEvent(BaseModel):
    """A live event, without what it tells."""

    id: UUID
    organization_id: UUID
    user_id: UUID | None = Field(description="Null: it is told to the whole organization.")
    object_kind: str = Field(examples=["job"])
    object_id: UUID
    sequence: int
    state: str = Field(examples=["completed"], description="The object's.")
    created_at: datetime
    published_at: datetime | None = Field(description="Null: it is not known to be on the bus yet.")
