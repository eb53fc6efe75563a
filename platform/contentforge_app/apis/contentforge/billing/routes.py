"""`/billing`: the plans on offer, and what the organization has of its own."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS
from contentforge_app.apis.contentforge.billing.schemas import Overview, PlanTier
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, read
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_app.apis.contentforge.usage.render import metrics
from contentforge_billing.metrics import Metric
from contentforge_billing.usage import usage_overview
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/billing", route_class=StrictJsonRoute, tags=["billing"])

BillingReader = Annotated[Reading, read(Permission.BILLING_READ)]


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
    response_model=None,
    summary="The current subscription",
    responses={**CALLER_ERRORS, 200: {"description": "Null: nothing is subscribed to."}},
    openapi_extra=TOKEN_ONLY,
)
async def current(caller: BillingReader) -> Response:
    """The organization's subscription, or null."""
    del caller  # it has passed the gates; there is nothing else to ask yet
    return answer(None)


@router.get(
    "/overview", response_model=Overview, summary="Billing overview", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def overview(caller: BillingReader) -> Response:
    """Plan and this month's usage."""
    plan = caller.plan
    month = await usage_overview(caller.session, caller.tenant, plan)
    generations, images = month.of(Metric.GENERATIONS), month.of(Metric.IMAGES)
    return answer(
        {
            "current_plan": plan.tier,
            "plan": plan.tier,
            "plan_name": plan.name,
            "status": "active",
            "subscription": None,
            "usage": {
                "generations_used": generations.used,
                "generations_limit": generations.limit,
                "images_used": images.used,
                "images_limit": images.limit,
                "metrics": metrics(month),
            },
            "period_start": month.period_start,
            "period_end": month.period_end,
            "billing_period_end": month.period_end,
            "api_calls_used": generations.used,
            "api_calls_limit": generations.limit,
        }
    )
