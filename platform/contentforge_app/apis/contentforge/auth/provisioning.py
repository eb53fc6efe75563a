"""`/auth`: make accounts for one's customers, and take such an account over."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_app.apis.common.doors import SIGN_IN
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.common.verified import require_verified
from contentforge_app.apis.contentforge.auth import render
from contentforge_app.apis.contentforge.auth.schemas import (
    ClaimRequest,
    Message,
    ProvisionedAccount,
    ProvisionRequest,
)
from contentforge_app.apis.contentforge.doors import (
    CALLER_ERRORS,
    PREFIX,
    PUBLIC_ERRORS,
    conflicts,
    refused,
    write,
)
from contentforge_billing.provisioning import Order, Provisioner, provision
from contentforge_platform.errors import Conflict
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission
from contentforge_tenants.families import External

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])


@router.post(
    "/provision",
    status_code=201,
    response_model=ProvisionedAccount,
    summary="Make an account for a customer",
    responses={
        200: {"model": ProvisionedAccount, "description": "It was made before, under the same names."},
        **CALLER_ERRORS,
        **conflicts("There is an account with this address, or this Idempotency-Key was used already."),
    },
)
async def provision_account(
    body: ProvisionRequest,
    caller: Annotated[Writing, write(Permission.ACCOUNTS_PROVISION)],
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Makes a user, an organization that belongs to yours, and an API key for it. Its work counts in your month too.

    The user gets a mail to take the account over; until then it has no password. The same `external_platform_id` and
    `external_store_id` again lead to the same account (200).
    """
    require_verified(caller, "make accounts for others")
    use = await claimed(request, caller, caller.session, idempotency_key)
    if use is not None and use.objects:
        raise Conflict("This Idempotency-Key was already used; a key is shown only once.")
    runtime = caller.runtime
    order = Order(
        email=body.email,
        external=External.of(body.external_platform_id, body.external_store_id),
        name=body.name,
        plan=body.plan,
        rotate_key=body.rotate_key,
    )
    tools = Provisioner(runtime.keyring, runtime.catalogue, runtime.entitlements)
    made = await provision(caller.session, tools, caller.tenant, caller.user, order, client_of(request))
    if use is not None:
        await remember(caller.session, use, [made.key_id])
    shown = {
        "user": render.user(made.account, made.plan.tier),
        "user_id": made.account.id,
        "organization_id": made.organization.id,
        "organization_slug": made.organization.slug,
        "api_key": made.api_key,
    }
    return answer(shown, 201 if made.fresh else 200)


@router.post(
    "/claim",
    response_model=Message,
    summary="Take over an account that was made for you",
    responses={**PUBLIC_ERRORS, **refused(400, "The token is unknown, expired, used or replaced by a later one.")},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def claim(body: ClaimRequest, request: Request) -> Response:
    """Takes the token of the mail, sets the first password, and counts the address as verified."""
    runtime = runtime_of(request)
    await accounts.claim_account(runtime.uow, runtime.keyring, token=body.token, password=body.password)
    return answer({"message": "The account is yours. Please sign in with your new password."})
