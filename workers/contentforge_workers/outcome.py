"""Run one claimed item and record how it ended: well, put off, given up, or no longer ours."""

import random
import time
from collections.abc import Mapping
from typing import Final

import structlog

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.observability import Metrics, continue_from, job_context, span
from contentforge_platform.work import Claim, GiveUp, Handler, LeaseLost, RetryLater

_INTERRUPTED: Final = "The work was interrupted too often."
_OUR_FAULT: Final = "Something went wrong on our side."
_BACK_OFF_SECONDS: Final = (2.0, 8.0, 30.0)
_LONGEST_DELAY: Final = 300.0
_PERSIST_SECONDS: Final = 20.0

log = structlog.get_logger(__name__)


async def run_claim(uow: UnitOfWork, handlers: Mapping[str, Handler], claim: Claim, metrics: Metrics) -> None:
    """Run the handler of the claim's kind, as part of the trace that ordered it.

    Only what the database cannot record escapes; the sweeper takes such an item up.
    """
    began = time.monotonic()
    outcome = "interrupted"
    with job_context(claim.subject), continue_from(claim.trace), span(f"work {claim.kind}", attempt=claim.attempt):
        try:
            outcome = await _attempt(uow, handlers[claim.kind], claim)
        except LeaseLost:
            outcome = "lease_lost"
        finally:
            metrics.work_items.labels(claim.kind, outcome).inc()
            metrics.work_seconds.labels(claim.kind).observe(time.monotonic() - began)
            log.info("work_ended", kind=claim.kind, outcome=outcome, attempt=claim.attempt)


async def _attempt(uow: UnitOfWork, handler: Handler, claim: Claim) -> str:
    if claim.attempt > claim.max_attempts:
        return await _give_up(handler, claim, _INTERRUPTED)
    try:
        await handler.run(claim)
    except LeaseLost:
        raise
    except GiveUp as refusal:
        return await _give_up(handler, claim, refusal.reason)
    except RetryLater as delay:
        return await _put_off(uow, handler, claim, delay)
    except Exception:
        log.exception("work_failed", kind=claim.kind)
        return await _put_off(uow, handler, claim, RetryLater(_OUR_FAULT))
    return "done"


async def _put_off(uow: UnitOfWork, handler: Handler, claim: Claim, delay: RetryLater) -> str:
    if claim.attempt >= claim.max_attempts:
        return await _give_up(handler, claim, delay.reason)
    seconds = _delay(claim.attempt, delay.delay)

    async def put_off() -> None:
        async with uow.write(claim.tenant) as session:
            await work.retry(session, claim, delay=seconds, reason=delay.reason)

    await persist(put_off, seconds=_PERSIST_SECONDS)
    log.info("put_off", kind=claim.kind, seconds=round(seconds, 1), reason=delay.reason)
    return "put_off"


async def _give_up(handler: Handler, claim: Claim, reason: str) -> str:
    await persist(lambda: handler.give_up(claim, reason), seconds=_PERSIST_SECONDS)
    log.info("given_up", kind=claim.kind, reason=reason)
    return "given_up"


def _delay(attempt: int, asked: float | None) -> float:
    """The usual back-off with a little chance in it, or what the other side asked for, within reason."""
    usual = _BACK_OFF_SECONDS[min(attempt, len(_BACK_OFF_SECONDS)) - 1]
    jittered = usual * random.uniform(0.8, 1.2)  # noqa: S311 - spreading retries needs no secrecy
    return jittered if asked is None else min(max(asked, 0.0), _LONGEST_DELAY)
