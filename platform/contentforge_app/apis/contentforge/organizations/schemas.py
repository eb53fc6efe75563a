"""Organizations and their members as the native API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_tenants.access import Role
from contentforge_tenants.exports import State


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


class OrganizationDetail(Organization):
    """An organization, with what lists leave out."""

    deletion_due_at: datetime | None = Field(description="When it is deleted, if that was asked for.")


class Member(BaseModel):
    """A person in an organization."""

    user_id: UUID
    email: str
    name: str
    role: Role
    is_active: bool
    is_invited: bool = Field(description="The membership waits for the person's consent.")
    created_at: datetime


class ChangeMember(BaseModel):
    """What is to become of a membership; what is absent or null stays."""

    name: str | None = Field(None, description="How the person is shown here.")
    role: Role | None = None
    is_active: bool | None = None


class TransferOrganization(BaseModel):
    """Who is to own the organization, and the proof that its owner wants it."""

    user_id: UUID
    password: str
    code: str | None = Field(None, max_length=64, description="A code of the second factor, if one has it.")


class CreateInvitation(BaseModel):
    """Who is to be invited, as what."""

    email: str | None = Field(None, examples=["grace@example.com"], json_schema_extra={"format": "email"})
    role: Literal[Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.VIEWER] = Field(examples=["EDITOR"])


class Invitation(BaseModel):
    """An open invitation."""

    id: UUID
    email: str | None = Field(description="Null where it is a link.")
    role: Role
    invited_by: UUID
    created_at: datetime
    expires_at: datetime


class CreatedInvitation(Invitation):
    """An invitation as it is answered when it is made; a link is shown only here."""

    token: str | None = Field(description="Null where it was mailed.")
    url: str | None = Field(description="The page that takes the token. Null where it was mailed.")


class InvitationToken(BaseModel):
    """The token of an invitation."""

    token: str


class Offer(BaseModel):
    """What an invitation is for."""

    organization_name: str
    organization_slug: str
    role: Role
    email: str | None = Field(description="To which account it is confined. Null where it is a link.")


class Export(BaseModel):
    """An archive of everything that the organization has."""

    id: UUID
    requested_by: UUID
    state: State
    collections_done: int = Field(description="Kinds of objects that are written, of `collections_total`.")
    collections_total: int
    rows_done: int
    size_bytes: int | None
    error_message: str | None
    url: str | None = Field(description="Where the ZIP can be fetched for a while; null unless it is done.")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None = Field(description="When the ZIP is deleted.")
