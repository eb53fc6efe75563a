"""Accounts as this API reads and shows them."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contentforge_app.apis.common.fields import needed_text

MISSING: Final = "Please provide all fields"

_Needed = Annotated[str, needed_text(MISSING)]


class RegisterRequest(BaseModel):
    """A new account."""

    model_config = ConfigDict(json_schema_extra={"required": ["name", "email", "password"]})

    name: _Needed = Field(None, validate_default=True, examples=["John Doe"])
    email: _Needed = Field(None, validate_default=True, examples=["john@example.com"])
    password: _Needed = Field(None, validate_default=True, examples=["securePassword123"])


class LoginRequest(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(json_schema_extra={"required": ["email", "password"]})

    email: _Needed = Field(None, validate_default=True, examples=["john@example.com"])
    password: _Needed = Field(None, validate_default=True, examples=["securePassword123"])


class SignedIn(BaseModel):
    """A person and their token, good for 30 days; it is shown only here."""

    id: UUID = Field(alias="_id")
    name: str
    email: str
    token: str


class Profile(BaseModel):
    """The signed-in person."""

    id: UUID = Field(alias="_id")
    name: str
    email: str
    status: Literal["active", "inactive"]
    v: Literal[0] = Field(alias="__v")
