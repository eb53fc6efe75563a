"""The one way to a model: choose, wait for the organization's slot, pass the breaker, call within the deadline."""

import time
from dataclasses import dataclass

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.request import PreparedRequest
from contentforge_content.providers.base import Completion, ProviderTooLate
from contentforge_content.providers.breaker import Breaker, BreakerState
from contentforge_content.providers.registry import ProviderRegistry
from contentforge_content.providers.settings import AiSettings
from contentforge_content.providers.slots import OrganizationSlots
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Written:
    """A finished text and what wrote it."""

    text: str
    provider: str
    model: str
    prompt_tokens: int
    completion_tokens: int


class ModelCalls:
    """Guarded access to all providers, shared by everything in one process and event loop."""

    def __init__(self, settings: AiSettings, registry: ProviderRegistry) -> None:
        self._settings = settings
        self._registry = registry
        self._slots = OrganizationSlots(settings.per_organization)
        self._breakers = {
            name: Breaker(settings.breaker_failures, settings.breaker_cooldown_seconds) for name in registry.names
        }

    async def write(
        self, tenant: TenantId, request: PreparedRequest, *, provider: str | None = None, model: str | None = None
    ) -> Written:
        """Write one text for `tenant`: one attempt, nothing is retried here.

        Raises:
            ModelFailure: no usable text; `retryable` and `retry_after` say whether and when to try again.
        """
        name, completion = await self.complete(tenant, request, provider=provider, model=model)
        return Written(
            text=clean_output(request.content_type, completion.text),
            provider=name,
            model=completion.model,
            prompt_tokens=completion.prompt_tokens,
            completion_tokens=completion.completion_tokens,
        )

    async def complete(
        self, tenant: TenantId, request: PreparedRequest, *, provider: str | None = None, model: str | None = None
    ) -> tuple[str, Completion]:
        """The name of the provider that ran, and its raw answer.

        Raises:
            ProviderError: no answer, or the provider is being left alone.
        """
        chosen, named = self._registry.choose(provider, model)
        breaker = self._breakers[chosen.name]
        ends = time.monotonic() + self._settings.timeout_seconds
        try:
            async with self._slots.hold(tenant, within=self._settings.timeout_seconds):
                with breaker.call():
                    left = max(ends - time.monotonic(), 0.001)
                    return chosen.name, await chosen.complete(request, model=named, deadline=left)
        except TimeoutError:
            # The slot did not come free in time: no call was made.
            raise ProviderTooLate from None

    def breaker_state(self, provider: str) -> BreakerState:
        """For metrics and `doctor`."""
        return self._breakers[provider].state

    async def aclose(self) -> None:
        await self._registry.aclose()
