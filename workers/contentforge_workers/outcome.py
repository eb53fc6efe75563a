"""Run one claimed item and record how it ended: well, put off, given up, or no longer ours."""

import asyncio
import random
import time
from collections.abc import Iterable, Mapping
from typing import Final

import structlog

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.observability import Metrics, Span, SpanKind, begin, job_context
from contentforge_platform.work import NO_TENANT, Claim, GiveUp, Handler, LeaseLost, RetryLater

OUTCOMES: Final = ("done", "put_off", "given_up", "lease_lost", "lease_expired", "interrupted")
"""How an item ends: that its lease is gone is found when its result is written (`lease_lost`) or it is renewed."""
LEASE_EXPIRED: Final = "lease_expired"
"""What a task is cancelled with whose lease is found to be another's."""

_INTERRUPTED: Final = "The work was interrupted too often."
_OUR_FAULT: Final = "Something went wrong on our side."
_BACK_OFF_SECONDS: Final = (2.0, 8.0, 30.0)
_LONGEST_DELAY: Final = 300.0
_PERSIST_SECONDS: Final = 20.0
_BAD_ENDS: Final = frozenset({"put_off", "given_up", "lease_lost"})

log = structlog.get_logger(__name__)


def declare_outcomes(metrics: Metrics, kinds: Iterable[str]) -> None:
    """Count from zero: of what appears as one, Prometheus does not see that it has grown."""
    for kind in kinds:
        metrics.work_seconds.labels(kind)
        for outcome in OUTCOMES:
            metrics.work_items.labels(kind, outcome)


async def run_claim(uow: UnitOfWork, handlers: Mapping[str, Handler], claim: Claim, metrics: Metrics) -> None:
    """Run the handler of the claim's kind, as part of the trace that ordered it.

    Each attempt is a child of what ordered the item, the later ones too: whoever looks an order up finds all of it.
    Only what the database cannot record escapes; the sweeper takes such an item up.
    """
    began = time.monotonic()
    outcome = "interrupted"
    _count_waiting(claim, metrics)
    with job_context(claim.subject), _attempt_of(claim) as span:
        try:
            outcome = await _attempt(uow, handlers[claim.kind], claim)
        except LeaseLost:
            outcome = "lease_lost"
        except asyncio.CancelledError as stop:
            if stop.args == (LEASE_EXPIRED,):
                outcome = LEASE_EXPIRED
            raise
        finally:
            metrics.work_items.labels(claim.kind, outcome).inc()
            metrics.work_seconds.labels(claim.kind).observe(time.monotonic() - began)
            _tell(span, outcome)
            log.info("work_ended", kind=claim.kind, outcome=outcome, attempt=claim.attempt)


def _count_waiting(claim: Claim, metrics: Metrics) -> None:
    if claim.attempt == 1:
        metrics.work_phases.labels(claim.kind, "held").observe(claim.held)
    metrics.work_phases.labels(claim.kind, "waiting").observe(claim.waited)


def _attempt_of(claim: Claim) -> Span:
    about: dict[str, str | float] = {
        "contentforge.work.kind": claim.kind,
        "contentforge.work.item": str(claim.id),
        "contentforge.work.subject": str(claim.subject),
        "contentforge.work.attempt": claim.attempt,
        "contentforge.work.waited_seconds": round(claim.waited, 3),
    }
    if claim.tenant != NO_TENANT:
        about["contentforge.organization.id"] = str(claim.tenant)
    return begin(f"work {claim.kind}", SpanKind.CONSUMER, about, parent=claim.trace)


def _tell(span: Span, outcome: str) -> None:
    span.set("contentforge.work.outcome", outcome)
    if outcome in _BAD_ENDS:
        span.fail(outcome)


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
