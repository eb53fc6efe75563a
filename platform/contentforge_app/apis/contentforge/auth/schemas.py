"""Accounts and sessions as the native API reads and shows them."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field
from pydantic.config import JsonDict

from contentforge_tenants.access import Audience

_EMAIL: Final[JsonDict] = {"format": "email"}
_PASSWORD: Final[JsonDict] = {"minLength": 8, "maxLength": 128, "format": "password"}


class RegisterRequest(BaseModel):
    """A new account. Whether address and password may be taken is judged by the accounts themselves."""

    email: str = Field(examples=["ada@example.com"], json_schema_extra=_EMAIL)
    password: str = Field(examples=["correct horse battery"], json_schema_extra=_PASSWORD)
    name: str | None = Field(None, description="Shown to others; by default the part of the address before the @.")
    invitation: str | None = Field(None, description="The token of an invitation, which is accepted with it.")


class LoginRequest(BaseModel):
    """Who signs in."""

    email: str = Field(examples=["ada@example.com"])
    password: str = Field(examples=["correct horse battery"])


class RefreshRequest(BaseModel):
    """The refresh token that was received last; in cookie mode the cookie brings it."""

    refresh_token: str | None = Field(None, description="Needed unless a cookie brings it.")


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
    refresh_token: str | None = Field(None, description="Absent in cookie mode: there a cookie brings it.")
    token_type: Literal["bearer"]
    expires_in: int = Field(examples=[900], description="Lifetime of the access token in seconds.")


class SignedIn(Tokens):
    """A pair of tokens, and whose they are."""

    user: User


class Message(BaseModel):
    """A sentence that says what was done."""

    message: str


class ClaimRequest(BaseModel):
    """The token out of the mail, and the first password."""

    token: str
    password: str = Field(json_schema_extra=_PASSWORD)


class ProvisionRequest(BaseModel):
    """Whom to make an account for, by the names that the partner has for this customer."""

    email: str = Field(examples=["shop@example.com"], json_schema_extra=_EMAIL)
    external_platform_id: str = Field(
        examples=["shopify"], description="Stands for the customer at the partner's side."
    )
    external_store_id: str | None = Field(None, examples=["store-42"], description="A store of the customer's, if any.")
    name: str | None = Field(None, description="By default the part of the address before the @.")
    plan: str | None = Field(None, examples=["free"], description="At most one's own plan; by default the free one.")
    rotate_key: bool = Field(default=False, description="On a repeat: make a new key, which ends the former one.")


class ProvisionedAccount(BaseModel):
    """The account, and a key of its organization that is shown only here."""

    user: User
    user_id: UUID
    organization_id: UUID
    organization_slug: str
    api_key: str | None = Field(description="Null on a repeat that did not ask for a new one.")


class TokenRequest(BaseModel):
    """For which API a token is wanted."""

    audience: Audience = Field(examples=["blog"])


class ExchangedToken(BaseModel):
    """An access token of the same session for another API."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(examples=[900], description="What is left of the presented token's lifetime, in seconds.")
    audience: Audience


class Session(BaseModel):
    """One log-in. Address and device are what the client told when it was last refreshed."""

    id: UUID
    api: Audience = Field(description="Through which API it was begun.")
    device: str | None = Field(examples=["Firefox on Linux"])
    user_agent: str | None
    ip_address: str | None
    created_at: datetime
    last_used_at: datetime = Field(description="When its tokens were last refreshed.")
    expires_at: datetime
    current: bool = Field(description="It is the one that asks.")


class SecondFactorChallenge(BaseModel):
    """The password was right; `POST /auth/login/second-factor` wants the challenge and a code."""

    second_factor_required: Literal[True]
    challenge: str
    expires_in: int = Field(examples=[600], description="For how long the challenge is good, in seconds.")


_CODE: Final = Field(
    examples=["492039"], description="Six digits of the authenticator app, or one of the recovery codes.", max_length=64
)


class CompleteLoginRequest(BaseModel):
    """The challenge that the log-in was answered with, and a code."""

    challenge: str
    code: str = _CODE


class PasswordRequest(BaseModel):
    """The password, once more."""

    password: str


class CodeRequest(BaseModel):
    """The first code of the authenticator app."""

    code: str = _CODE


class PasswordAndCodeRequest(BaseModel):
    """The password and a code, once more."""

    password: str
    code: str = _CODE


class SecondFactor(BaseModel):
    """Whether signing in takes a code, since when, and how many recovery codes are unused."""

    enabled: bool
    enabled_at: datetime | None
    recovery_codes_left: int


class Enrolment(BaseModel):
    """What the authenticator app needs. Shown only here."""

    secret: str = Field(description="Base32, for typing it in.")
    otpauth_uri: str = Field(description="The same, to be shown as a QR code.")


class RecoveryCodes(BaseModel):
    """Codes for when the device is lost, each good once. Shown only here."""

    recovery_codes: list[str] = Field(examples=[["k3vd-9m2x-hq7t-b4ze"]])


class EndedSessions(BaseModel):
    """How many sessions were ended."""

    ended: int


class Account(BaseModel):
    """The signed-in person's account, as they see it themselves."""

    id: UUID
    email: str
    email_verified: bool
    pending_email: str | None = Field(description="The address that is to be confirmed by mail, if another was wanted.")
    name: str
    second_factor: bool
    is_operator: bool = Field(description="Whether the person runs the installation (`/operator`).")
    deletion_due_at: datetime | None = Field(description="When the account is deleted, if that was asked for.")
    created_at: datetime


class ChangeAccount(BaseModel):
    """What is to be changed."""

    name: str = Field(examples=["Ada Lovelace"], json_schema_extra={"minLength": 1, "maxLength": 100})


class ChangeEmailRequest(BaseModel):
    """The new address, and the proof that it is the account's holder who wants it."""

    email: str = Field(json_schema_extra=_EMAIL)
    password: str
    code: str | None = Field(None, max_length=64, description="A code of the second factor, if one has it.")


class ProofRequest(BaseModel):
    """The proof that it is the account's holder who asks."""

    password: str
    code: str | None = Field(None, max_length=64, description="A code of the second factor, if one has it.")


class Closing(BaseModel):
    """It is to be deleted, and can be kept until then."""

    deletion_due_at: datetime
