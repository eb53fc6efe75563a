"""Ways of billing that are refused before anything starts; none falls back to another."""

from typing import Any

import pytest
from pydantic import SecretStr

from contentforge_billing.settings import BillingSettings, StripeSecrets, problems

GOOD = {"key": "sk_test_1", "signing": ["whsec_1"], "url": "http://127.0.0.1:4000"}


def wrong_with(mode: str, *, production: bool = False, **changes: Any) -> list[str]:
    given = {**GOOD, **changes}
    billing = BillingSettings.model_validate({"mode": mode, "sandbox_url": given["url"]})
    secrets = StripeSecrets(
        stripe_secret_key=None if given["key"] is None else SecretStr(given["key"]),
        stripe_webhook_secret=[SecretStr(secret) for secret in given["signing"]],
    )
    return list(problems(billing, secrets, production=production))


@pytest.mark.parametrize("mode", ["stripe", "sandbox"])
@pytest.mark.parametrize(
    "changes", [{"key": None}, {"key": ""}, {"key": "pk_test_1"}, {"signing": []}, {"signing": [""]}]
)
def test_without_its_secrets_nothing_starts(mode: str, changes: dict[str, Any]) -> None:
    assert wrong_with(mode, **changes)


def test_with_billing_off_nothing_is_needed() -> None:
    assert wrong_with("off", key=None, signing=[], url=None, production=True) == []


def test_the_sandbox_is_refused_in_production_and_never_sees_a_live_key() -> None:
    assert wrong_with("sandbox") == []
    assert any("production" in problem for problem in wrong_with("sandbox", production=True))
    assert any("live key" in problem for problem in wrong_with("sandbox", key="sk_live_1"))
    assert any("SANDBOX_URL" in problem for problem in wrong_with("sandbox", url=None))


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1", "sk_test_1"])
def test_stripe_takes_live_and_test_keys(key: str) -> None:
    assert wrong_with("stripe", key=key, production=True) == []


def test_messages_do_not_repeat_secrets() -> None:
    assert "pk_test_secret" not in "".join(wrong_with("stripe", key="pk_test_secret"))
