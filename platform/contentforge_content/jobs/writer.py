"""Have the texts of one job written: all types side by side, by the provider asked for or the operator's default."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.errors import BadModelAnswer
from contentforge_content.prompts.request import build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers import Provider, ProviderError, Providers
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import ContentType
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId
from contentforge_platform.work import GiveUp, LeaseLost, RetryLater

_NO_PROVIDER: Final = "The job has nothing to write from."


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished text, and what wrote it."""

    content_type: ContentType
    text: str
    provider: str
    model: str


class TextWriter:
    """Turns a subject into one draft per content type."""

    def __init__(self, providers: Providers, *, deadline_seconds: float) -> None:
        self._providers = providers
        self._deadline = deadline_seconds

    async def write(
        self,
        tenant: TenantId,
        types: Sequence[ContentType],
        subject: ProductFacts | str | None,
        template: TemplateSpec,
        *,
        asked: tuple[str | None, str | None],
        told: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Draft]:
        """One draft per type, in order; `told` is awaited after each. The first failure ends the others.

        Raises:
            RetryLater: the provider may do better later.
            GiveUp: it never will.
        """
        if subject is None:
            raise GiveUp(_NO_PROVIDER)
        provider, model = self._providers.choose(*asked)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._one(tenant, provider, model, kind, subject, template, told))
                    for kind in types
                ]
        except* (LeaseLost, RetryLater, GiveUp) as failures:
            raise _first(failures) from None
        return [task.result() for task in tasks]

    async def _one(
        self,
        tenant: TenantId,
        provider: Provider,
        model: str,
        kind: ContentType,
        subject: ProductFacts | str,
        template: TemplateSpec,
        told: Callable[[], Awaitable[None]] | None,
    ) -> Draft:
        try:
            request = build_request(kind, subject, template)
            done = await self._providers.complete(tenant, provider, request, model=model, deadline=self._deadline)
            text = clean_output(kind, done.text)
        except ProviderError as failure:
            if failure.retryable:
                raise RetryLater(failure.message, delay=failure.retry_after) from failure
            raise GiveUp(failure.message) from failure
        except BadModelAnswer as failure:
            raise RetryLater(failure.message) from failure
        except Invalid as failure:
            raise GiveUp(failure.message) from failure
        if told is not None:
            await told()
        return Draft(kind, text, provider.name, done.model)


def _first(failures: BaseExceptionGroup[Exception]) -> Exception:
    """The failure to act on: no longer ours, before never to succeed, before what may."""
    leaves = _leaves(failures)
    for kind in (LeaseLost, GiveUp):
        for leaf in leaves:
            if isinstance(leaf, kind):
                return leaf
    return leaves[0]


def _leaves(failures: BaseExceptionGroup[Exception]) -> list[Exception]:
    found: list[Exception] = []
    for failure in failures.exceptions:
        found += _leaves(failure) if isinstance(failure, BaseExceptionGroup) else [failure]
    return found
