"""The one way to a model: choose, wait for the organization's slot, pass the breaker, call within the deadline."""

import time
from dataclasses import dataclass
from typing import Final

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.errors import ModelFailure
from contentforge_content.prompts.request import PreparedRequest
from contentforge_content.providers.base import Completion, Provider, ProviderTooLate
from contentforge_content.providers.breaker import Breaker, BreakerState
from contentforge_content.providers.registry import ProviderRegistry
from contentforge_content.providers.settings import AiSettings
from contentforge_content.providers.slots import OrganizationSlots
from contentforge_platform.ids import TenantId
from contentforge_platform.observability import Metrics, SpanKind, span
from contentforge_platform.observability.metrics import Samples

_CONVENTIONAL: Final = {"gemini": "gcp.gemini"}


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

    def __init__(self, settings: AiSettings, registry: ProviderRegistry, metrics: Metrics) -> None:
        self._settings = settings
        self._registry = registry
        self._metrics = metrics
        self._slots = OrganizationSlots(settings.per_organization)
        self._breakers = {
            name: Breaker(settings.breaker_failures, settings.breaker_cooldown_seconds) for name in registry.names
        }
        metrics.watch("provider_left_alone", "1 while a provider is not called.", ("provider",), self._left_alone)
        for name in registry.names:  # counted from zero: a rate is of what has grown
            metrics.provider_calls.labels(name, "ok")
            metrics.provider_tokens.labels(name, "in")
            metrics.provider_tokens.labels(name, "out")

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
                    return chosen.name, await self._counted(chosen, request, model=named, deadline=left)
        except TimeoutError:
            # The slot did not come free in time: no call was made.
            raise ProviderTooLate from None

    async def _counted(
        self, provider: Provider, request: PreparedRequest, *, model: str | None, deadline: float
    ) -> Completion:
        """The call itself, with how long it took, how it ended and what it used put down."""
        began, outcome = time.monotonic(), "cancelled"
        try:
            completion = await _traced(provider, request, model=model, deadline=deadline)
            outcome = "ok"
        except Exception as failure:
            outcome = failure.code if isinstance(failure, ModelFailure) else "error"
            raise
        finally:
            self._metrics.provider_calls.labels(provider.name, outcome).inc()
            self._metrics.provider_seconds.labels(provider.name).observe(time.monotonic() - began)
        self._metrics.provider_tokens.labels(provider.name, "in").inc(completion.prompt_tokens)
        self._metrics.provider_tokens.labels(provider.name, "out").inc(completion.completion_tokens)
        return completion

    def _left_alone(self) -> Samples:
        for name, breaker in self._breakers.items():
            yield (name,), float(breaker.state is not BreakerState.CLOSED)

    def breaker_state(self, provider: str) -> BreakerState:
        """For metrics and `doctor`."""
        return self._breakers[provider].state

    async def aclose(self) -> None:
        await self._registry.aclose()


async def _traced(provider: Provider, request: PreparedRequest, *, model: str | None, deadline: float) -> Completion:
    """The call as a span, in the words of OpenTelemetry's conventions for generative AI; no text is among them."""
    asked = model or provider.models[0]
    about = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": _CONVENTIONAL.get(provider.name, provider.name),
        "gen_ai.request.model": asked,
        "contentforge.content_type": request.content_type.value,
    }
    with span(f"chat {asked}", about, kind=SpanKind.CLIENT) as call:
        try:
            completion = await provider.complete(request, model=model, deadline=deadline)
        except ModelFailure as failure:
            call.fail(failure.code)
            raise
        call.set("gen_ai.response.model", completion.model)
        call.set("gen_ai.usage.input_tokens", completion.prompt_tokens)
        call.set("gen_ai.usage.output_tokens", completion.completion_tokens)
    return completion
