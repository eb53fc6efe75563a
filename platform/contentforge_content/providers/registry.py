"""Which providers this installation offers, and which one a request gets."""

from collections.abc import Mapping
from typing import Final

from contentforge_content.providers.base import Provider
from contentforge_content.providers.local.provider import LocalProvider
from contentforge_content.providers.openai_compatible import BASE_URLS, Limits, OpenAICompatible, is_loopback
from contentforge_content.providers.settings import PROVIDERS, AiSettings, ProviderKeys

LOCAL: Final = "local"


class ProviderRegistry:
    """The providers that have a key, and `local`. Built once for each process; its clients are reused."""

    def __init__(self, settings: AiSettings, providers: Mapping[str, Provider]) -> None:
        self._settings = settings
        self._providers = dict(providers)
        self._default = self._default_name()

    @property
    def names(self) -> tuple[str, ...]:
        """The providers on offer, `local` included."""
        return tuple(self._providers)

    @property
    def default_name(self) -> str:
        return self._default

    def choose(self, provider: str | None, model: str | None) -> tuple[Provider, str]:
        """The provider and model that a request gets; never an error.

        A provider that is not on offer falls back to the default one, a model that is not offered to the default
        model of the provider that runs.
        """
        chosen = self._providers.get((provider or "").strip().lower()) or self._providers[self._default]
        return chosen, model if model is not None and model in chosen.models else self._default_model(chosen)

    async def silent(self, *, deadline: float) -> list[str]:
        """The providers on offer that cannot be reached with their key, for `doctor`."""
        return [name for name, one in self._providers.items() if not await one.answers(deadline=deadline)]

    async def aclose(self) -> None:
        for provider in self._providers.values():
            await provider.aclose()

    def _default_model(self, provider: Provider) -> str:
        preferred = self._settings.default_models.get(provider.name)
        return preferred if preferred is not None and preferred in provider.models else provider.models[0]

    def _default_name(self) -> str:
        wanted = (self._settings.default_provider or "").strip().lower()
        if wanted in self._providers:
            return wanted
        return next((name for name in PROVIDERS if name in self._providers), LOCAL)


def build_registry(settings: AiSettings, keys: ProviderKeys) -> ProviderRegistry:
    """Build every provider that has a key and may be called, and `local`."""
    limits = Limits(
        max_output_tokens=settings.max_output_tokens,
        max_retry_after=settings.max_retry_after_seconds,
        allow_network=settings.allow_network,
    )
    providers: dict[str, Provider] = {LOCAL: LocalProvider()}
    for name in PROVIDERS:
        key, models, base_url = keys.key_of(name), offered_models(settings, name), base_url_of(settings, keys, name)
        # A developer's own key must not turn a test into a real call: such a provider is not offered at all.
        if key and models and (settings.allow_network or is_loopback(base_url)):
            providers[name] = OpenAICompatible(name, key=key, base_url=base_url, models=models, limits=limits)
    return ProviderRegistry(settings, providers)


def offered_models(settings: AiSettings, name: str) -> tuple[str, ...]:
    """The models on offer, the operator's default among them even if the list does not name it."""
    listed = settings.models.get(name, ())
    default = settings.default_models.get(name)
    return listed if default is None or default in listed else (default, *listed)


def base_url_of(settings: AiSettings, keys: ProviderKeys, name: str) -> str:
    """Where a provider is reached: the setting, else the vendor's own variable, else the vendor."""
    own = keys.openai_base_url if name == "openai" else None
    return settings.base_urls.get(name) or own or BASE_URLS[name]
