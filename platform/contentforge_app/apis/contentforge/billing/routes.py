"""`/billing`: the plans on offer, what the organization has of its own, and what it may do with that."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS
from contentforge_app.apis.contentforge.billing import render
from contentforge_app.apis.contentforge.billing.schemas import Entitlements, Overview, PlanTier, Subscription
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, read
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_billing import subscriptions
from contentforge_billing.allowance import allowance
from contentforge_billing.usage import usage_overview
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/billing", route_class=StrictJsonRoute, tags=["billing"])

BillingReader = Annotated[Reading, read(Permission.BILLING_READ)]
EntitlementReader = Annotated[Reading, read(Permission.ENTITLEMENTS_READ)]


@router.get(
    "/plans",
    response_model=list[PlanTier] | Listed[PlanTier],
    summary="List plans",
    responses=PUBLIC_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def list_plans(request: Request, page: MaybePage) -> Response:
    """Every plan on offer, cheapest first."""
    shown = set(PlanTier.model_fields)
    return bare_or_paged([plan.model_dump(include=shown) for plan in runtime_of(request).catalogue.all()], page)


@router.get(
    "/current",
    response_model=Subscription | None,
    summary="The current subscription",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
)
async def current(caller: BillingReader) -> Response:
    """The organization's subscription, or null."""
    return answer(render.subscription(await subscriptions.current(caller.session, caller.tenant)))


@router.get(
    "/overview", response_model=Overview, summary="Billing overview", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def overview(caller: BillingReader) -> Response:
    """Plan, subscription and this month's usage."""
    held = await subscriptions.current(caller.session, caller.tenant)
    month = await usage_overview(caller.session, caller.tenant, caller.plan)
    return answer(render.overview(caller.plan, held, month))


@router.get(
    "/entitlements",
    response_model=Entitlements,
    summary="What one may do",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
)
async def entitlements(caller: EntitlementReader) -> Response:
    """Features and limits as they hold for the next request, with what is used and when that starts anew."""
    settings = caller.runtime.settings.billing
    return answer(render.allowance(await allowance(caller.session, caller.tenant, caller.plan, settings)))
