"""The staff as this API reads and shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from contentforge_app.apis.blog.listing import Meta
from contentforge_app.apis.common.fields import Body, needed_secret, needed_text, one_of
from contentforge_tenants.access import Role

_EMAIL: Final[JsonDict] = {"format": "email"}
_PASSWORD: Final[JsonDict] = {"minLength": 8, "maxLength": 128, "format": "password"}
_UNKNOWN_ROLE: Final = "role must be ADMIN, EDITOR or AUTHOR"
_ROLES: Final[Mapping[str, Role]] = {role.value: role for role in (Role.ADMIN, Role.EDITOR, Role.AUTHOR)}

RoleName = Annotated[Role, one_of(_ROLES, _UNKNOWN_ROLE, _UNKNOWN_ROLE)]


class CreateUser(Body):
    """Somebody to take in. For the address of an existing account the password is ignored: that person is invited."""

    email: Annotated[str, needed_text("Please provide a valid email address")] = Field(
        examples=["newuser@example.com"], json_schema_extra=_EMAIL
    )
    password: Annotated[str, needed_secret("Password must be at least 8 characters long")] = Field(
        examples=["password123"], json_schema_extra=_PASSWORD
    )
    name: str | None = Field(None, examples=["New User"], description="Else the part of the address before the @.")
    role: RoleName = Field(default=Role.AUTHOR, validate_default=False)


class ChangeUser(BaseModel):
    """What is to change; what is absent stays."""

    name: str | None = Field(None, examples=["Updated Name"])
    role: RoleName | None = Field(None)
    is_active: bool | None = Field(None, alias="isActive")


class UserShown(BaseModel):
    """A person as this site shows them."""

    id: UUID
    email: str
    name: str
    avatar: str | None
    role: str = Field(examples=["EDITOR"])
    is_active: bool = Field(alias="isActive")
    is_invited: bool = Field(alias="isInvited", description="They have an account and have not accepted yet.")
    created_at: datetime = Field(alias="createdAt")
    updated_at: datetime = Field(alias="updatedAt")


class UserPage(BaseModel):
    """One page of the staff."""

    data: list[UserShown]
    meta: Meta


class Removed(BaseModel):
    """It is done."""

    success: bool = Field(examples=[True])
