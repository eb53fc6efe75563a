"""Accounts and sessions as the native API reads and shows them."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field
from pydantic.config import JsonDict

_EMAIL: Final[JsonDict] = {"format": "email"}
_PASSWORD: Final[JsonDict] = {"minLength": 8, "maxLength": 128, "format": "password"}


class RegisterRequest(BaseModel):
    """A new account. Whether address and password may be taken is judged by the accounts themselves."""

    email: str = Field(examples=["ada@example.com"], json_schema_extra=_EMAIL)
    password: str = Field(examples=["correct horse battery"], json_schema_extra=_PASSWORD)
    name: str | None = Field(None, description="Shown to others; by default the part of the address before the @.")


class LoginRequest(BaseModel):
    """Who signs in."""

    email: str = Field(examples=["ada@example.com"])
    password: str = Field(examples=["correct horse battery"])


class RefreshRequest(BaseModel):
    """The refresh token that was received last."""

    refresh_token: str


class LogoutRequest(BaseModel):
    """May name the refresh token, for clients that send it; the session of the access token ends in any case."""

    refresh_token: str | None = None


class ChangePasswordRequest(BaseModel):
    """The old password, and the new one."""

    current_password: str
    new_password: str = Field(json_schema_extra=_PASSWORD)


class ForgotPasswordRequest(BaseModel):
    """Whose password is forgotten."""

    email: str | None = Field(None, examples=["ada@example.com"])


class ResetPasswordRequest(BaseModel):
    """The token out of the mail, and the new password, which may also be called `new_password`."""

    token: str
    password: str = Field(validation_alias=AliasChoices("password", "new_password"), json_schema_extra=_PASSWORD)


class VerifyEmailRequest(BaseModel):
    """The token out of the mail."""

    token: str


class User(BaseModel):
    """The signed-in person."""

    id: UUID
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["ada"])
    plan: str = Field(examples=["free"])
    is_active: bool
    created_at: datetime = Field(examples=["2026-02-14T10:30:00Z"])


class Tokens(BaseModel):
    """A pair of tokens; both are shown only here."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(examples=[900], description="Lifetime of the access token in seconds.")


class SignedIn(Tokens):
    """A pair of tokens, and whose they are."""

    user: User


class Message(BaseModel):
    """A sentence that says what was done."""

    message: str
