"""Register, sign in, go on and sign out as cgms and writer do it: alike but for the words of the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.callers import Writing
from contentforge_app.apis.common.documentation import PUBLIC, SIGN_IN_REFUSALS, TOKEN_ONLY, Responses, problems
from contentforge_app.apis.common.doors import ANONYMOUS, SIGN_IN, Doors
from contentforge_app.apis.common.fields import Body, needed_secret, needed_text
from contentforge_app.apis.common.success import Done, Refusal, succeeded
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_tenants.access import Audience, Permission
from contentforge_tenants.accounts import Account, SignedIn
from contentforge_tenants.sessions import TokenPair

_Email = Annotated[str, needed_text("Please provide a valid email address")]


class RegisterRequest(Body):
    """A new account. Whether address and password may be taken is judged by the accounts themselves."""

    name: Annotated[str, needed_text("Name is required")] = Field(
        examples=["John Doe"], json_schema_extra={"maxLength": 100}
    )
    email: _Email = Field(examples=["john.doe@example.com"], json_schema_extra={"format": "email"})
    password: Annotated[str, needed_secret("Password must be at least 8 characters long")] = Field(
        examples=["password123"], json_schema_extra={"minLength": 8, "maxLength": 128, "format": "password"}
    )


class LoginRequest(Body):
    """Who signs in."""

    email: _Email = Field(examples=["john.doe@example.com"])
    password: Annotated[str, needed_secret("Password is required")] = Field(examples=["password123"])


class RefreshRequest(Body):
    """The refresh token that was received last."""

    refresh_token: Annotated[str, needed_text("Refresh token is required")] = Field(alias="refreshToken")


class LogoutRequest(BaseModel):
    """May name the refresh token, for clients that send it; the session of the access token ends in any case."""

    refresh_token: str | None = Field(None, alias="refreshToken")


class Tokens(BaseModel):
    """A pair of tokens; both are shown only here."""

    access_token: str = Field(alias="accessToken")
    refresh_token: str = Field(alias="refreshToken", description="Good once.")


class Refreshed(BaseModel):
    """The answer to a refresh."""

    success: Literal[True]
    message: str
    data: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessAuth:
    """What one API says and shows.

    Attributes:
        user: a person in its words.
        signed_in: documents the answer to registering and signing in.
        errors, caller_errors: the documented errors of routes without and with a credential.
        taken: the status with which a second account for an address is refused.
    """

    audience: Audience
    prefix: str
    registered: str
    logged_in: str
    refreshed: str
    logged_out: str
    user: Callable[[Account], dict[str, object]]
    signed_in: type[BaseModel]
    errors: Responses
    caller_errors: Responses
    taken: int

    def router(self) -> APIRouter:
        """`/auth/register`, `/login`, `/refresh`, `/logout`."""
        router = APIRouter(prefix=f"{self.prefix}/auth", route_class=LenientBodyRoute, tags=["auth"])
        self._add_ways_in(router)
        self._add_ways_on(router)
        return router

    def _add_ways_in(self, router: APIRouter) -> None:
        told = {403: "Registration is closed.", self.taken: "There is an account with this address."}

        async def register(body: RegisterRequest, request: Request) -> Response:
            """Makes an account with a personal organization on the Free plan, and signs it in."""
            who = await signing_in.register(
                request, self.audience, email=body.email, password=body.password, name=body.name
            )
            return succeeded(self._shown(who), self.registered, status=201)

        async def login(body: LoginRequest, request: Request) -> Response:
            """Begins a session."""
            who = await signing_in.log_in(request, self.audience, email=body.email, password=body.password)
            return succeeded(self._shown(who), self.logged_in)

        router.post(
            "/register",
            status_code=201,
            response_model=self.signed_in,
            summary="Create an account",
            responses={**self.errors, **problems(Refusal, told)},
            openapi_extra=PUBLIC,
            dependencies=[SIGN_IN],
        )(register)
        router.post(
            "/login",
            response_model=self.signed_in,
            summary="Sign in",
            responses={**self.errors, **problems(Refusal, SIGN_IN_REFUSALS)},
            openapi_extra=PUBLIC,
            dependencies=[SIGN_IN],
        )(login)

    def _add_ways_on(self, router: APIRouter) -> None:
        writer = Doors(self.audience).write(Permission.ACCOUNT_MANAGE)

        async def refresh(body: RefreshRequest, request: Request) -> Response:
            """Gives the next pair of tokens. A refresh token is good once; reuse ends the session."""
            pair = await signing_in.refresh(request, self.audience, body.refresh_token)
            return succeeded(_pair(pair), self.refreshed)

        async def logout(
            caller: Annotated[Writing, writer], request: Request, body: LogoutRequest | None = None
        ) -> Response:
            """Ends the session at once: its access token, its refresh token and its sockets."""
            token = None if body is None else body.refresh_token
            await signing_in.log_out(request, self.audience, caller, token)
            return succeeded(message=self.logged_out)

        router.post(
            "/refresh",
            response_model=Refreshed,
            summary="Exchange a refresh token",
            responses={**self.errors, **problems(Refusal, {401: "Invalid, expired or used before."})},
            openapi_extra=PUBLIC,
            dependencies=[ANONYMOUS],
        )(refresh)
        router.post(
            "/logout",
            response_model=Done,
            summary="Sign out",
            responses=self.caller_errors,
            openapi_extra=TOKEN_ONLY,
        )(logout)

    def _shown(self, who: SignedIn) -> dict[str, object]:
        return {"user": self.user(who.account), **_pair(who.tokens)}


def _pair(pair: TokenPair) -> dict[str, object]:
    return {"accessToken": pair.access_token, "refreshToken": pair.refresh_token}
