"""Accounts as this API reads and shows them."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.common.fields import Body, needed_secret, needed_text

MISSING: Final = "Please provide all fields"

_Needed = Annotated[str, needed_text(MISSING)]
_Password = Annotated[str, needed_secret(MISSING)]


class RegisterRequest(Body):
    """A new account. Whether address and password may be taken is judged by the accounts themselves."""

    name: _Needed = Field(examples=["John Doe"], json_schema_extra={"maxLength": 100})
    email: _Needed = Field(examples=["john@example.com"], json_schema_extra={"format": "email"})
    password: _Password = Field(
        examples=["securePassword123"], json_schema_extra={"minLength": 8, "maxLength": 128, "format": "password"}
    )


class LoginRequest(Body):
    """Who signs in."""

    email: _Needed = Field(examples=["john@example.com"])
    password: _Password = Field(examples=["securePassword123"])


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
