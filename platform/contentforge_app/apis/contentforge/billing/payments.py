"""`/billing`: buy a plan, and manage what was bought. Both are done on Stripe's own pages."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Visitor
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.contentforge.billing.schemas import CheckoutPage, CheckoutRequest, PortalPage
from contentforge_app.apis.contentforge.billing.taking import Taking
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, refused, visit
from contentforge_app.settings import Environment
from contentforge_billing import customers
from contentforge_billing.checkout import Buyer, CheckoutOrder, order_plan, place
from contentforge_billing.provisioning import ManagedByPartner
from contentforge_platform.database import WriteSession
from contentforge_platform.errors import Forbidden
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_tenants import organizations
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/billing", route_class=StrictJsonRoute, tags=["billing"], responses=CALLER_ERRORS)

Manager = Annotated[Visitor, visit(Permission.BILLING_MANAGE)]


@router.post(
    "/checkout",
    status_code=201,
    response_model=CheckoutPage,
    summary="Buy a plan",
    responses={
        **refused(400, "The plan is free, or there is a subscription already."),
        **conflicts("This checkout has given way to another one."),
    },
    openapi_extra=TOKEN_ONLY,
)
async def checkout(
    payments: Taking, visitor: Manager, request: Request, body: CheckoutRequest, idempotency_key: IdempotencyKey = None
) -> Response:
    """Opens a page on which to pay. While it is open, asking again for the same leads to the same page."""
    async with visitor.uow.write(visitor.opening) as session:
        caller = _buying(visitor.admit(session))
        _require_verified(caller)
        order = CheckoutOrder(
            order_plan(caller.runtime.catalogue, body.tier_named),
            visitor.links.returns().of(body.success_url, body.cancel_url),
        )
        use = await claimed(request, caller, session, idempotency_key)
        if use is not None and use.objects:
            [wanted] = use.objects
        else:
            wanted = await place(session, caller.tenant, await _buyer(session, caller), order)
            if use is not None:
                await remember(session, use, [wanted])
    page = await payments.checkout.open(caller.tenant, wanted)
    return answer({"checkout_url": page.url, "url": page.url, "session_id": page.session_id}, 201)


@router.post(
    "/portal",
    response_model=PortalPage,
    summary="Manage what was bought",
    responses=refused(400, "Nothing has been bought yet."),
    openapi_extra=TOKEN_ONLY,
)
async def portal(payments: Taking, visitor: Manager) -> Response:
    """Opens a page on which to change or cancel the plan, pay otherwise, and see invoices."""
    async with visitor.uow.read(visitor.opening) as session:
        caller = _buying(visitor.admit(session))
        customer = await customers.find(session, caller.tenant)
    url = await payments.portal.visit(customer, visitor.links.returns().page)
    return answer({"portal_url": url, "url": url})


def _buying(caller: Caller) -> Caller:
    """What a partner has provisioned is on the partner's plan: nothing is bought for it."""
    if caller.plan.partner is not None:
        raise ManagedByPartner
    return caller


async def _buyer(session: WriteSession, caller: Caller) -> Buyer:
    organization = await organizations.get(session, caller.tenant)
    return Buyer(caller.principal.email, organization.name)


def _require_verified(caller: Caller) -> None:
    """Whoever pays must be reached under the address that is given to Stripe."""
    if caller.runtime.settings.env is Environment.PRODUCTION and not caller.principal.email_verified:
        raise Forbidden("Confirm your e-mail address first: invoices are sent there.")
