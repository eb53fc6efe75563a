"""`/operator/health`: figures, bounds, and what is beyond them."""

import asyncio
from dataclasses import asdict

from fastapi import APIRouter, Response

from contentforge_admin.operator.doors import ERRORS, PREFIX, TAG, TOKEN_ONLY, Visit
from contentforge_admin.operator.health import figures
from contentforge_admin.operator.health.checks import Check, answering, of_figures
from contentforge_admin.operator.health.figures import Figures
from contentforge_admin.operator.health.schemas import HealthStatus, OperatorHealth
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.work.health import Backlog

router = APIRouter(prefix=f"{PREFIX}/health", route_class=StrictJsonRoute, tags=[TAG], responses=ERRORS)


@router.get("", response_model=OperatorHealth, summary="How the installation is doing", openapi_extra=TOKEN_ONLY)
async def health(visit: Visit) -> Response:
    """Queues, events, inbox, processes, duties, database, Valkey and storage, each against a bound."""
    console = visit.console
    async with visit.looking() as caller:
        read = await figures.read(caller.session)
    answers = await asyncio.gather(
        answering("valkey", console.ping_valkey), answering("storage", console.storage.check)
    )
    checks = [*of_figures(read, console.bounds, console.revision), *answers]
    return json_response(
        {
            "status": _status(ok=all(check.ok for check in checks)),
            "version": console.version,
            "checks": [_check(check) for check in checks],
            **_figures(read),
            "database": {**asdict(read.database), "expected_revision": console.revision},
        }
    )


def _status(*, ok: bool) -> HealthStatus:
    return HealthStatus.OK if ok else HealthStatus.WARN


def _check(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "status": _status(ok=check.ok),
        "value": check.value,
        "bound": check.bound,
        "unit": check.unit,
        "detail": check.detail,
    }


def _figures(read: Figures) -> dict[str, object]:
    return {
        "queues": [_queue(entry) for entry in read.backlog],
        "unpublished_events": read.events.events,
        "inbox": {"waiting": read.inbox.waiting, "parked": read.inbox.parked},
        "processes": [asdict(process) for process in read.processes],
        "duties": [{name: value for name, value in asdict(duty).items() if name != "done_ago"} for duty in read.duties],
    }


def _queue(entry: Backlog) -> dict[str, object]:
    depth = {state.value: items for state, items in entry.depth.items()}
    return {"queue": entry.queue, "kind": entry.kind, **depth, "oldest_seconds": entry.oldest_seconds}
