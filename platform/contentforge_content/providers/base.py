"""What every provider is: a name, the models it offers, and one method that turns a prepared request into text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from contentforge_content.prompts.errors import ModelFailure
from contentforge_content.prompts.request import PreparedRequest


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's raw answer. `model` is the one that ran; token counts are 0 where the provider does not tell."""

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int


class ProviderError(ModelFailure):
    """The provider did not give an answer. `code` is stable: see the subclasses."""

    code = "provider_failed"


class ProviderTooLate(ProviderError):
    code = "provider_too_late"

    def __init__(self) -> None:
        super().__init__("The model did not answer in time.", detail="deadline", retryable=True)


class ProviderBusy(ProviderError):
    """The provider's own limit (429), or our breaker while it is open. No call reached a model."""

    code = "provider_busy"

    def __init__(self, *, detail: str, retry_after: float | None) -> None:
        super().__init__("The model is busy at the moment.", detail=detail, retryable=True, retry_after=retry_after)


class ProviderRefused(ProviderError):
    """The provider will not do this, however often it is asked: key, model or content."""

    code = "provider_refused"

    def __init__(self, message: str, *, detail: str) -> None:
        super().__init__(message, detail=detail, retryable=False)


class Provider(Protocol):
    """A source of texts.

    Attributes:
        name: as it stands in a job's `provider`.
        models: what the operator offers of it; the first one is its default.
    """

    @property
    def name(self) -> str: ...
    @property
    def models(self) -> Sequence[str]: ...

    async def complete(self, request: PreparedRequest, *, model: str | None, deadline: float) -> Completion:
        """Write one text with `model` (None: the default one) within `deadline` seconds.

        Raises:
            ProviderError: no answer; `retryable` tells whether to try again, `retry_after` when.
        """
        ...

    async def answers(self, *, deadline: float) -> bool:
        """Whether the provider can be reached with its key, within `deadline` seconds; costs nothing."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...
