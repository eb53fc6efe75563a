"""Organizations and their members as the native API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_tenants.access import Role


class CreateOrganization(BaseModel):
    """An organization to be made."""

    name: str = Field(examples=["Acme Shop"], json_schema_extra={"minLength": 1, "maxLength": 100})
    slug: str | None = Field(
        None, examples=["acme"], description="3 to 63 small letters, digits, hyphens; made up if absent."
    )


class Organization(BaseModel):
    """An organization, as one of its members sees it."""

    id: UUID
    slug: str = Field(examples=["acme"], description="Its place in addresses: `/t/{slug}/...`.")
    name: str
    kind: str = Field(examples=["team"], description="`personal` or `team`.")
    plan: str = Field(examples=["free"])
    role: Role
    created_at: datetime


class Member(BaseModel):
    """A person in an organization."""

    user_id: UUID
    email: str
    name: str
    role: Role
    is_active: bool
    created_at: datetime
