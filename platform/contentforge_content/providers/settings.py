"""Settings of the AI layer: which providers and models are offered, and how long and how often they are asked."""

from typing import Final

from pydantic import Field, SecretStr

from contentforge_platform.settings import Section

PROVIDERS: Final = ("openai", "openrouter", "gemini")
"""Providers that need a key, in the order in which one becomes the default."""

_MODELS: Final[dict[str, tuple[str, ...]]] = {
    "openai": ("gpt-5-mini", "gpt-5-nano", "gpt-5", "gpt-4.1-mini"),
    "openrouter": ("openai/gpt-5-mini", "google/gemini-2.5-flash", "anthropic/claude-sonnet-4"),
    "gemini": ("gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"),
}


class AiSettings(Section):
    default_provider: str | None = Field(
        None, description="openai, openrouter, gemini or local. Unset: the first one that has a key, else local."
    )
    default_models: dict[str, str] = Field(
        default_factory=dict, description="Model by provider for requests that name none. Unset: the first one offered."
    )
    models: dict[str, tuple[str, ...]] = Field(
        default_factory=lambda: dict(_MODELS),
        description="Models offered by provider; requests for others get the default.",
    )
    base_urls: dict[str, str] = Field(
        default_factory=dict, description="Other base addresses by provider, for gateways that speak the same protocol."
    )
    timeout_seconds: float = Field(60, gt=0, le=600, description="Time for one text, waiting for a free slot included.")
    max_output_tokens: int = Field(
        8_000, ge=256, le=100_000, description="Most tokens of one answer, a model's reasoning included."
    )
    max_retry_after_seconds: float = Field(
        120, gt=0, le=3_600, description="The longest pause that a provider's Retry-After may ask for."
    )
    per_organization: int = Field(
        32, ge=1, le=1_000, description="Calls of one organization under way at once, per process."
    )
    breaker_failures: int = Field(
        8, ge=1, le=1_000, description="Failures in a row after which a provider is left alone for a while."
    )
    breaker_cooldown_seconds: float = Field(
        20, gt=0, le=3_600, description="How long it is left alone before one trial call."
    )
    allow_network: bool = Field(
        default=True,
        description="Off: providers whose address is not loopback are not offered and cannot be built (tests).",
    )


class ProviderKeys(Section):
    """The vendors' own variables. Unset means that the provider is not offered."""

    openai_api_key: SecretStr | None = Field(None, description="Key for OpenAI, or for what OPENAI_BASE_URL points to.")
    openai_base_url: str | None = Field(None, description="Another address that speaks OpenAI's protocol.")
    openrouter_api_key: SecretStr | None = Field(None, description="Key for OpenRouter.")
    gemini_api_key: SecretStr | None = Field(None, description="Key for Google's Gemini.")

    def key_of(self, provider: str) -> str | None:
        secret: SecretStr | None = getattr(self, f"{provider}_api_key", None)
        return secret.get_secret_value().strip() or None if secret else None
