"""Accounts and sessions as this API reads and shows them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contentforge_app.apis.common.fields import needed_text

_Email = Annotated[str, needed_text("Please provide a valid email address")]


class RegisterRequest(BaseModel):
    """A new account."""

    model_config = ConfigDict(json_schema_extra={"required": ["name", "email", "password"]})

    name: Annotated[str, needed_text("Name is required")] = Field(None, validate_default=True, examples=["John Doe"])
    email: _Email = Field(None, validate_default=True, examples=["john.doe@example.com"])
    password: Annotated[str, needed_text("Password must be at least 8 characters long")] = Field(
        None, validate_default=True, examples=["password123"]
    )


class LoginRequest(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(json_schema_extra={"required": ["email", "password"]})

    email: _Email = Field(None, validate_default=True, examples=["john.doe@example.com"])
    password: Annotated[str, needed_text("Password is required")] = Field(
        None, validate_default=True, examples=["password123"]
    )


class RefreshRequest(BaseModel):
    """The refresh token that was received last."""

    model_config = ConfigDict(json_schema_extra={"required": ["refreshToken"]})

    refresh_token: Annotated[str, needed_text("Refresh token is required")] = Field(
        None, validate_default=True, alias="refreshToken"
    )


class LogoutRequest(BaseModel):
    """May name the refresh token, for clients that send it; the session of the access token ends in any case."""

    refresh_token: str | None = Field(None, alias="refreshToken")


class User(BaseModel):
    """A person."""

    id: UUID
    name: str
    email: str
    created_at: datetime = Field(alias="createdAt")


class Tokens(BaseModel):
    """A pair of tokens; both are shown only here."""

    access_token: str = Field(alias="accessToken", description="Good for 15 minutes.")
    refresh_token: str = Field(alias="refreshToken", description="Good once.")


class WithUser(Tokens):
    """A pair of tokens, and whose they are."""

    user: User


class SignedIn(BaseModel):
    """The answer to registering and signing in."""

    success: Literal[True]
    message: str
    data: WithUser


class Refreshed(BaseModel):
    """The answer to a refresh."""

    success: Literal[True]
    message: str
    data: Tokens


class UserOnly(BaseModel):
    """Whose the token is."""

    user: User


class Me(BaseModel):
    """The signed-in person."""

    success: Literal[True]
    data: UserOnly
