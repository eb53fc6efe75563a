"""`/usage/...`: what was used when and by whom, and the alerts about it."""

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, read, visit
from contentforge_app.apis.contentforge.usage import csv_export
from contentforge_app.apis.contentforge.usage.schemas import DailyUsage, UsageAlert, UsageByCause
from contentforge_app.apis.contentforge.usage.spans import AskedSpan
from contentforge_billing.usage.alerts import raised
from contentforge_billing.usage.history import Span, by_day, entries, shares
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/usage", route_class=StrictJsonRoute, tags=["usage"], responses=CALLER_ERRORS)

UsageReader = Annotated[Reading, read(Permission.USAGE_READ)]
UsageAuditor = Annotated[Reading, read(Permission.USAGE_AUDIT)]
UsageCollector = Annotated[Visitor, visit(Permission.USAGE_AUDIT)]


@router.get("/daily", response_model=DailyUsage, summary="Usage by day")
async def daily(caller: UsageReader, asked: AskedSpan) -> Response:
    """Every day from `from` to `to` (UTC, both included, at most 366) with every metric; by default this month."""
    span = await asked.span(caller.session)
    days = [
        {
            "day": day.day,
            "metric": day.metric.value,
            "used": day.settled + day.held,
            "settled": day.settled,
            "held": day.held,
        }
        for day in await by_day(caller.session, caller.tenant, span)
    ]
    return answer({**_told(span), "days": days})


@router.get("/members", response_model=UsageByCause, summary="Usage by member and key", openapi_extra=TOKEN_ONLY)
async def members(caller: UsageAuditor, asked: AskedSpan) -> Response:
    """What each member, API key and provisioned organization has used; those who left are named as well."""
    span = await asked.span(caller.session)
    rows = [
        {
            "kind": share.origin.value,
            "id": share.id,
            "name": share.name,
            "detail": share.detail,
            "used": {metric.value: units for metric, units in share.used.items()},
        }
        for share in await shares(caller.session, caller.tenant, span)
    ]
    return answer({**_told(span), "members": rows})


@router.get("/alerts", response_model=list[UsageAlert], summary="This month's alerts")
async def alerts(caller: UsageReader) -> Response:
    """The thresholds (50, 80 and 100 percent) that were reached this month; each is also told once by mail."""
    return answer(
        [
            {
                "metric": alert.metric.value,
                "threshold": alert.threshold,
                "used": alert.used,
                "limit": alert.limit,
                "raised_at": alert.raised_at,
            }
            for alert in await raised(caller.session, caller.tenant)
        ]
    )


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "One line for each item of work."}},
    summary="The ledger as CSV",
    openapi_extra=TOKEN_ONLY,
)
async def export(visitor: UsageCollector, asked: AskedSpan) -> Response:
    """Every item of work in the span with its state, its cost and its cause, in the order in which it was ordered."""
    async with visitor.uow.read(visitor.opening) as session:
        caller = visitor.admit(session)
        span = await asked.span(session)
        first = await entries(session, caller.tenant, span)
    name = f"usage-{span.first.isoformat()}-to-{span.last.isoformat()}.csv"
    return StreamingResponse(
        csv_export.lines(visitor.uow, caller.tenant, span, first),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _told(span: Span) -> dict[str, object]:
    return {"from": span.first, "to": span.last}
