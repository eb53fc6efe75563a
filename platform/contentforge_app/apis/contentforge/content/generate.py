"""Place orders of jobs, and wait a while for the end of a single one, holding no connection."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
from fastapi import Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Visitor, Writing
from contentforge_app.apis.common.generation import author_of, count_generation
from contentforge_app.apis.common.idempotency import claimed
from contentforge_app.apis.contentforge.content import render
from contentforge_app.jobwatch import Watch
from contentforge_billing.plans import Feature
from contentforge_content.jobs import queries
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.jobs.order import JobOrder
from contentforge_content.templates import service as templates
from contentforge_platform.http.prefer import parse_prefer
from contentforge_platform.idempotency import remember

LONGEST_WAIT: Final = 25.0


@dataclass(frozen=True, slots=True)
class Placing:
    """How an order is placed.

    Attributes:
        bulk: many products, under the rules of plans that include it; answered at once.
        key: the Idempotency-Key, if any.
        body: what the key stands for, where it is not the request's body itself.
    """

    orders: Sequence[JobOrder]
    bulk: bool
    key: str | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """The jobs of an order.

    Attributes:
        fresh: this is the first time that it is placed.
        rows: the whole jobs, where they need not be read back.
    """

    jobs: list[UUID]
    fresh: bool
    rows: Sequence[asyncpg.Record | Mapping[str, Any]] | None = None


async def place(request: Request, visitor: Visitor, placing: Placing) -> Response:
    """Make the jobs and answer 201 with them: one as itself, several as `{jobs}`.

    Raises:
        PlanForbids, LimitReached: 403.
        TemplateNotFound, JobNotFound: 404.
    """
    seconds = 0.0 if placing.bulk else _seconds(request, visitor)
    watch: Watch | None = None
    with ExitStack() as watching:
        async with visitor.uow.write(visitor.opening) as session:
            caller = visitor.writing(session)
            placed = await _placed(request, caller, placing)
            rows = placed.rows
            if placed.fresh and seconds > 0:
                # From before the commit on, so that no end can be missed.
                watch = watching.enter_context(caller.runtime.jobs.watch(caller.tenant, placed.jobs[0]))
            elif rows is None:
                rows = await queries.find_many(session, caller.tenant, placed.jobs)
        if watch is not None:
            await watch.ended(seconds)
            rows = await _as_they_are(visitor, caller, placed.jobs)
    shown = [render.job(row, caller.links) for row in rows or ()]
    if placing.bulk:
        return answer({"jobs": shown}, 201)
    if not shown:
        raise JobNotFound  # deleted while we waited, or since the first use of this key
    return answer(shown[0], 201, {"Location": _location(request, placed.jobs[0])})


async def _placed(request: Request, caller: Writing, placing: Placing) -> _Placed:
    runtime, session = caller.runtime, caller.session
    use = await claimed(request, caller, session, placing.key, placing.body)
    if use is not None and use.objects:
        return _Placed(list(use.objects), fresh=False)
    await count_generation(caller)
    if placing.bulk:
        runtime.entitlements.require_feature(caller.plan, Feature.BULK)
    template = placing.orders[0].template_id
    if template is not None:
        await templates.find(session, caller.tenant, template, caller.user)
    author = author_of(caller)
    made = await create_jobs(session, author, runtime.kinds, placing.orders)
    jobs = [job.id for job in made]
    if use is not None:
        await remember(session, use, jobs)
    if any(order.image_urls for order in placing.orders):
        return _Placed(jobs, fresh=True)
    rows = [queries.as_made(author, order, job) for order, job in zip(placing.orders, made, strict=True)]
    return _Placed(jobs, fresh=True, rows=rows)


async def _as_they_are(visitor: Visitor, caller: Caller, jobs: list[UUID]) -> list[asyncpg.Record]:
    async with visitor.uow.read(caller.tenant) as session:
        return await queries.find_many(session, caller.tenant, jobs)


def _seconds(request: Request, visitor: Visitor) -> float:
    preference = parse_prefer(request.headers.get("prefer"))
    return preference.seconds(visitor.runtime.settings.generation.inline_wait_seconds, LONGEST_WAIT)


def _location(request: Request, job: UUID) -> str:
    return f"{request.scope.get('root_path', '')}/api/v1/content/jobs/{job}"
