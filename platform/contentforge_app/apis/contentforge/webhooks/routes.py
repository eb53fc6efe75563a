"""`/webhooks`: Stripe tells what has happened."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_app.apis.contentforge.billing.taking import Taking
from contentforge_app.apis.contentforge.doors import PREFIX, PUBLIC_ERRORS, refused

router = APIRouter(prefix=f"{PREFIX}/webhooks", tags=["webhooks"])


@router.post(
    "/stripe",
    summary="Stripe's webhook",
    response_model=dict[str, bool],
    responses={**PUBLIC_ERRORS, **refused(400, "The signature does not fit."), **refused(404, "Billing is off.")},
    openapi_extra=PUBLIC,
)
async def stripe(
    payments: Taking,
    request: Request,
    signature: Annotated[
        str | None, Header(alias="Stripe-Signature", description="Made with the signing secret.")
    ] = None,
) -> Response:
    """Takes an event in. Once this is answered with 200, the event is applied, however often it was delivered."""
    await payments.inbox.deliver(await request.body(), signature)
    return answer({"received": True})
