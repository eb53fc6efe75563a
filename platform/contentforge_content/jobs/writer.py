"""Have the texts of one job written: all types side by side, by the provider asked for or the operator's default."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from contentforge_content.prompts.errors import ModelFailure
from contentforge_content.prompts.request import build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.calls import ModelCalls, Written
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import ContentType
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId
from contentforge_platform.work import GiveUp, LeaseLost, RetryLater

Told = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """What one job wants written: about what, in which way, and by whom if that was asked for."""

    tenant: TenantId
    subject: ProductFacts | str
    template: TemplateSpec
    provider: str | None
    model: str | None


class TextWriter:
    """Turns a commission into one text per content type."""

    def __init__(self, calls: ModelCalls) -> None:
        self._calls = calls

    async def write(
        self, commission: Commission, types: Sequence[ContentType], told: Told | None = None
    ) -> dict[ContentType, Written]:
        """One text per type; `told` is awaited after each. The first failure ends the others.

        Raises:
            RetryLater: the provider may do better later.
            GiveUp: it never will.
        """
        try:
            async with asyncio.TaskGroup() as group:
                tasks = {kind: group.create_task(self._one(commission, kind, told)) for kind in types}
        except ExceptionGroup as failures:
            raise _first(failures) from failures
        return {kind: task.result() for kind, task in tasks.items()}

    async def _one(self, commission: Commission, kind: ContentType, told: Told | None) -> Written:
        try:
            request = build_request(kind, commission.subject, commission.template)
            written = await self._calls.write(
                commission.tenant, request, provider=commission.provider, model=commission.model
            )
        except ModelFailure as failure:
            if failure.retryable:
                raise RetryLater(failure.message, delay=failure.retry_after) from failure
            raise GiveUp(failure.message) from failure
        except Invalid as failure:
            raise GiveUp(failure.message) from failure
        if told is not None:
            await told()
        return written


def _first(failures: ExceptionGroup[Exception]) -> Exception:
    """The failure to act on: what nobody foresaw, no longer ours, never to succeed, and only then what may pass."""
    leaves = _leaves(failures)
    ranks = (LeaseLost, GiveUp, RetryLater)
    return min(leaves, key=lambda leaf: next((ranks.index(kind) for kind in ranks if isinstance(leaf, kind)), -1))


def _leaves(failures: ExceptionGroup[Exception]) -> list[Exception]:
    found: list[Exception] = []
    for failure in failures.exceptions:
        found += _leaves(failure) if isinstance(failure, ExceptionGroup) else [failure]
    return found
