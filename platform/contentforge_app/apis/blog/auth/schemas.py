"""Accounts and sessions as this API reads and shows them."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from contentforge_app.apis.common.fields import Body, needed_secret, needed_text

_EMAIL: Final[JsonDict] = {"format": "email"}
_PASSWORD: Final[JsonDict] = {"minLength": 8, "maxLength": 128, "format": "password"}
_TOO_SHORT: Final = "Password must be at least 8 characters long"

_Email = Annotated[str, needed_text("Please provide a valid email address")]
_NewPassword = Annotated[str, needed_secret(_TOO_SHORT)]


class RegisterRequest(Body):
    """A new account. Whether address and password may be taken is judged by the accounts themselves."""

    email: _Email = Field(examples=["user@example.com"], json_schema_extra=_EMAIL)
    password: _NewPassword = Field(examples=["password123"], json_schema_extra=_PASSWORD)
    name: str | None = Field(
        None, examples=["John Doe"], description="Shown to others; else the part of the address before the @."
    )


class LoginRequest(Body):
    """Who signs in."""

    email: _Email = Field(examples=["user@example.com"])
    password: Annotated[str, needed_secret("Password is required")] = Field(examples=["password123"])


class RefreshRequest(Body):
    """The refresh token that was received last."""

    refresh_token: Annotated[str, needed_text("Refresh token is required")] = Field(alias="refreshToken")


class LogoutRequest(BaseModel):
    """May name the refresh token, for clients that send it; the session of the access token ends in any case."""

    refresh_token: str | None = Field(None, alias="refreshToken")


class ForgotPasswordRequest(Body):
    """Whose password is forgotten."""

    email: _Email = Field(examples=["user@example.com"], json_schema_extra=_EMAIL)


class ResetPasswordRequest(Body):
    """The token out of the mail, and the new password."""

    token: Annotated[str, needed_text("Token is required")]
    new_password: _NewPassword = Field(alias="newPassword", json_schema_extra=_PASSWORD)


class ChangePasswordRequest(Body):
    """The password that holds, and the new one."""

    current_password: Annotated[str, needed_secret("Current password is required")] = Field(alias="currentPassword")
    new_password: _NewPassword = Field(alias="newPassword", json_schema_extra=_PASSWORD)


class AcceptInvitationRequest(Body):
    """The token out of the mail."""

    token: Annotated[str, needed_text("Token is required")]


class Tokens(BaseModel):
    """A pair of tokens; both are shown only here."""

    access_token: str = Field(alias="accessToken", description="Good for 15 minutes, unless the operator says else.")
    refresh_token: str = Field(alias="refreshToken", description="Good once, within 7 days.")


class Me(BaseModel):
    """The signed-in person, as this site knows them."""

    id: UUID
    email: str = Field(examples=["user@example.com"])
    name: str = Field(examples=["John Doe"])
    role: str = Field(examples=["ADMIN"])


class Message(BaseModel):
    """A sentence that says what was done."""

    message: str
