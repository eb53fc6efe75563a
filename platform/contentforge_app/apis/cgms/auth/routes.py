"""`/auth`: make an account, sign in, go on, sign out, see oneself."""

from typing import Annotated

from fastapi import Response

from contentforge_app.apis.cgms.auth.schemas import Me, SignedIn
from contentforge_app.apis.cgms.doors import AUDIENCE, CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, read
from contentforge_app.apis.common.callers import Reading
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.success import succeeded
from contentforge_app.apis.common.success_auth import SuccessAuth
from contentforge_platform.clock import to_iso_ms
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission
from contentforge_tenants.accounts import Account

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]


def _shown(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "role": "user",  # this API knows one role
        "createdAt": to_iso_ms(account.created_at),
    }


router = SuccessAuth(
    audience=AUDIENCE,
    prefix=PREFIX,
    registered="User registered successfully",
    logged_in="User logged in successfully",
    refreshed="Token refreshed successfully",
    logged_out="User logged out successfully",
    user=_shown,
    signed_in=SignedIn,
    errors=PUBLIC_ERRORS,
    caller_errors=CALLER_ERRORS,
    taken=409,
).router()


@router.get("/me", response_model=Me, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def me(caller: AccountReader) -> Response:
    """Who holds the token."""
    account = await accounts.profile(caller.session, caller.user)
    return succeeded(_shown(account), "User profile retrieved successfully")
