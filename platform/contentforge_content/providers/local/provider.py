"""The provider of last and of first resort: it needs no key, costs nothing, and invents nothing."""

import asyncio
from collections.abc import Sequence
from typing import Final

from typing_extensions import override

from contentforge_content.prompts.request import PreparedRequest
from contentforge_content.providers.base import Completion, Provider, ProviderRefused, ProviderTooLate
from contentforge_content.providers.local.compose import compose
from contentforge_content.vocabulary import word_count

MODEL: Final = "extractive-1"


class LocalProvider(Provider):
    """Composes each type of text from facts or a brief; the same request always gives the same text."""

    @property
    @override
    def name(self) -> str:
        return "local"

    @property
    @override
    def models(self) -> Sequence[str]:
        return (MODEL,)

    @override
    async def complete(self, request: PreparedRequest, *, model: str | None, deadline: float) -> Completion:
        try:
            async with asyncio.timeout(deadline):
                # In a thread: keywords take some 20 ms of CPU, and their library loads on first use.
                text = await asyncio.to_thread(compose, request)
        except TimeoutError:
            raise ProviderTooLate from None
        if not text.strip():
            raise ProviderRefused("The source does not hold enough to write from.", detail="no facts")
        # Words stand in for tokens: there is no tokenizer here, and nothing is billed by them.
        return Completion(text, MODEL, word_count(request.user), word_count(text))

    @override
    async def answers(self, *, deadline: float) -> bool:
        return True

    @override
    async def aclose(self) -> None:
        """Nothing is held open."""
