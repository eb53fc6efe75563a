"""API keys as the native API reads and shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from contentforge_tenants.access import Scope


class CreateApiKey(BaseModel):
    """A key to be made."""

    name: str = Field(examples=["Shop importer"], json_schema_extra={"minLength": 1, "maxLength": 100})
    scopes: list[Scope] = Field([Scope.READ, Scope.WRITE], description="What the key may do.", max_length=10)
    expires_at: AwareDatetime | None = Field(None, description="When it ends by itself; null is never.")


class ApiKey(BaseModel):
    """A key as it may be shown at any time."""

    id: UUID
    name: str
    key_prefix: str = Field(examples=["cf_live_a1B2"])
    prefix: str = Field(description="The same as `key_prefix`.")
    scopes: list[Scope]
    is_active: bool
    last_used_at: datetime | None
    last_used: datetime | None = Field(description="The same as `last_used_at`.")
    expires_at: datetime | None
    created_at: datetime


class CreatedApiKey(ApiKey):
    """A key as it is shown once."""

    key: str = Field(description="The whole key. Keep it: it cannot be shown again.", examples=["cf_live_..."])
