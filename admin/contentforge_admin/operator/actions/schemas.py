"""The operators' log in the operator's API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_admin.operator.organizations.schemas import OperatorPerson
from contentforge_tenants.operators import Verb


class OperatorAction(BaseModel):
    """One change that an operator made. Values are allow-listed fields, and never secrets."""

    id: UUID
    operator_id: UUID
    operator: OperatorPerson | None = Field(description="Null: the account is gone.")
    action: Verb
    entity: str = Field(examples=["Organization"])
    entity_id: UUID | None
    organization_id: UUID | None = Field(description="Whom it concerned; it stands in that organization's log, too.")
    organization_slug: str | None
    reason: str | None
    old_value: dict[str, Any] | None
    new_value: dict[str, Any] | None
    ip_address: str | None
    user_agent: str | None
    created_at: datetime
