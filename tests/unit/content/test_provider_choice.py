import pytest
from pydantic import SecretStr

from contentforge_content.providers.base import ProviderBusy, ProviderError, ProviderRefused
from contentforge_content.providers.breaker import Breaker, BreakerState
from contentforge_content.providers.openai_compatible import Limits, NetworkNotAllowed, OpenAICompatible, is_loopback
from contentforge_content.providers.registry import ProviderRegistry, build_registry
from contentforge_content.providers.settings import AiSettings, ProviderKeys
from contentforge_content.providers.slots import OrganizationSlots
from contentforge_platform.ids import TenantId, new_id

KEY = SecretStr("sk-test")
LOOPBACK = dict.fromkeys(("openai", "openrouter", "gemini"), "http://127.0.0.1:9/v1")


def registry(*keys: str, **settings: object) -> ProviderRegistry:
    ai = AiSettings.model_validate({"allow_network": False, "base_urls": LOOPBACK, **settings})
    return build_registry(ai, ProviderKeys.model_validate({f"{name}_api_key": KEY for name in keys}))


def choice(registry: ProviderRegistry, provider: str | None, model: str | None) -> tuple[str, str]:
    chosen, named = registry.choose(provider, model)
    return chosen.name, named


async def test_without_keys_everything_is_written_locally() -> None:
    offered = registry()

    assert offered.names == ("local",)
    for provider in (None, "openai", "gemini", "nonsense", "local"):
        assert choice(offered, provider, "gpt-5-nano") == ("local", "extractive-1")


async def test_a_named_provider_with_a_key_runs_the_named_model() -> None:
    offered = registry("openai", "gemini", models={"openai": ("a", "b"), "gemini": ("g",)})

    assert choice(offered, None, None) == ("openai", "a")
    assert choice(offered, "openai", "b") == ("openai", "b")
    assert choice(offered, "GEMINI ", None) == ("gemini", "g")
    assert choice(offered, "local", None) == ("local", "extractive-1")


async def test_what_is_not_offered_falls_back_and_is_never_an_error() -> None:
    offered = registry("gemini", models={"gemini": ("g", "h")}, default_models={"gemini": "h"})

    assert choice(offered, "openai", "gpt-5-nano") == ("gemini", "h")
    assert choice(offered, "gemini", "no-such-model") == ("gemini", "h")
    assert choice(offered, "", "") == ("gemini", "h")


async def test_the_operators_default_is_used_if_it_has_a_key() -> None:
    assert registry("openai", "gemini", default_provider="gemini").default_name == "gemini"
    assert registry("openai", default_provider="gemini").default_name == "openai"
    assert registry("openai", default_provider="local").default_name == "local"


async def test_the_operators_default_model_is_offered_even_if_not_listed() -> None:
    offered = registry("openai", models={"openai": ()}, default_models={"openai": "house"})

    assert choice(offered, None, "house") == ("openai", "house")


async def test_with_the_network_off_a_real_vendor_is_neither_offered_nor_built() -> None:
    ai = AiSettings(allow_network=False)
    assert build_registry(ai, ProviderKeys(openai_api_key=KEY, gemini_api_key=KEY)).names == ("local",)

    limits = Limits(max_output_tokens=1_000, max_retry_after=1, allow_network=False)
    with pytest.raises(NetworkNotAllowed):
        OpenAICompatible("openai", key="k", base_url="https://api.openai.com/v1", models=("m",), limits=limits)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://[::1]/v1", "http://localhost:8080"])
def test_loopback_addresses_are_known(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["https://api.openai.com", "http://127.0.0.1.evil.example", "http://10.0.0.1", "", "x"])
def test_other_addresses_are_not_loopback(url: str) -> None:
    assert not is_loopback(url)


def test_keys_do_not_show() -> None:
    keys = ProviderKeys(openai_api_key=SecretStr("sk-secret"))

    assert "sk-secret" not in f"{keys!r} {keys} {keys.model_dump()}"
    assert keys.key_of("openai") == "sk-secret"
    assert ProviderKeys(openai_api_key=SecretStr("  ")).key_of("openai") is None


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def is_in(breaker: Breaker, state: BreakerState) -> bool:
    return breaker.state is state


def fail(breaker: Breaker, *, retryable: bool = True, retry_after: float | None = None) -> None:
    error = ProviderError("x", detail="x", retryable=retryable, retry_after=retry_after)
    with pytest.raises(ProviderError), breaker.call():
        raise error


def test_a_breaker_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(3, 10, Clock())
    for _ in range(2):
        fail(breaker)
    with breaker.call():
        pass
    for _ in range(2):
        fail(breaker)
    assert is_in(breaker, BreakerState.CLOSED)

    fail(breaker)

    assert is_in(breaker, BreakerState.OPEN)
    with pytest.raises(ProviderBusy) as caught, breaker.call():
        pass
    assert caught.value.retry_after == 10


def test_refusals_are_answers_and_open_nothing() -> None:
    breaker = Breaker(1, 10, Clock())
    with pytest.raises(ProviderRefused), breaker.call():
        raise ProviderRefused("no", detail="x")

    assert is_in(breaker, BreakerState.CLOSED)


def test_a_half_open_breaker_lets_one_call_through_and_believes_it() -> None:
    clock = Clock()
    breaker = Breaker(1, 10, clock)
    fail(breaker, retry_after=30)
    clock.now += 29
    assert is_in(breaker, BreakerState.OPEN)
    clock.now += 2
    assert is_in(breaker, BreakerState.HALF_OPEN)

    with breaker.call(), pytest.raises(ProviderBusy), breaker.call():
        pass

    assert is_in(breaker, BreakerState.CLOSED)


def test_a_failed_or_cancelled_trial_leaves_the_breaker_usable() -> None:
    clock = Clock()
    breaker = Breaker(1, 10, clock)
    fail(breaker)
    clock.now += 11
    fail(breaker)
    assert is_in(breaker, BreakerState.OPEN)
    clock.now += 11
    with pytest.raises(KeyboardInterrupt), breaker.call():
        raise KeyboardInterrupt
    assert is_in(breaker, BreakerState.HALF_OPEN)

    with breaker.call():
        pass

    assert is_in(breaker, BreakerState.CLOSED)


async def test_slots_leave_nothing_behind() -> None:
    slots = OrganizationSlots(1)
    tenant = TenantId(new_id())
    async with slots.hold(tenant, within=1):
        assert len(slots) == 1
        with pytest.raises(TimeoutError):
            async with slots.hold(tenant, within=0.01):
                pass
    assert len(slots) == 0
