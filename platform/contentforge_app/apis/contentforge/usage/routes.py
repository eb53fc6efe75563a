"""`/usage`: this month's figures."""

from typing import Annotated

from fastapi import APIRouter, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, read
from contentforge_app.apis.contentforge.usage.render import metrics
from contentforge_app.apis.contentforge.usage.schemas import Usage
from contentforge_billing.usage import usage_overview
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/usage", route_class=StrictJsonRoute, tags=["usage"], responses=CALLER_ERRORS)

UsageReader = Annotated[Reading, read(Permission.USAGE_READ)]


@router.get("", response_model=Usage, summary="Usage of the current month")
async def get_usage(caller: UsageReader) -> Response:
    """Generations and images of the current calendar month (UTC) against the plan's limits. Any API key may ask."""
    overview = await usage_overview(caller.session, caller.tenant, caller.plan)
    return answer(
        {
            "plan": caller.plan.tier,
            "period_start": overview.period_start,
            "period_end": overview.period_end,
            "metrics": metrics(overview),
        }
    )
