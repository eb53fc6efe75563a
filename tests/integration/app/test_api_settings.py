"""Settings: read from the environment by the documented names, and held to what a process needs."""

import pytest
from pydantic import ValidationError

from contentforge_app.settings import Settings, SettingsIncomplete, reference

RANDOM = "kJ3vQ9xZt7LmW2pRb8NcY4hGd6Fs1Ae0"
OTHER = "Zx8Cv2Bn5Mq7Wt3Er9Ty1Ui4Op6As0Df"


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in {
        "DATABASE__URL": "postgresql://app@localhost/x",
        "DATABASE__SYSTEM_URL": "postgresql://system@localhost/x",
        "REDIS__URL": "redis://localhost",
        "SECRETS__JWT": f'["{RANDOM}"]',
        "SECRETS__KEY_PEPPER": f'["{OTHER}"]',
    }.items():
        monkeypatch.setenv(f"CONTENTFORGE_{name}", value)
    return monkeypatch


def test_lists_and_maps_are_json(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CONTENTFORGE_EGRESS__ALLOW", '["127.0.0.0/8"]')
    complete.setenv("CONTENTFORGE_HOSTS", '{"copy.test": "acme/contentforge"}')
    complete.setenv("OPENAI_API_KEY", "sk-test")

    settings = Settings()

    assert [str(network) for network in settings.egress.allow] == ["127.0.0.0/8"]
    assert settings.hosts == {"copy.test": "acme/contentforge"}
    assert settings.provider_keys().key_of("openai") == "sk-test"


def test_production_is_assumed_and_strict(complete: pytest.MonkeyPatch) -> None:
    settings = Settings()

    settings.require_complete()
    assert settings.env == "production"
    assert settings.auth.refuse_common_passwords is True
    assert settings.cors.origins == []
    assert settings.rate_limit.login == 10
    complete.setenv("CONTENTFORGE_ENV", "development")
    relaxed = Settings()
    assert relaxed.auth.refuse_common_passwords is False
    assert "http://localhost:3000" in relaxed.cors.origins
    assert relaxed.rate_limit.login == 100


def test_what_is_set_is_not_relaxed(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CONTENTFORGE_ENV", "development")
    complete.setenv("CONTENTFORGE_AUTH__REFUSE_COMMON_PASSWORDS", "true")

    assert Settings().auth.refuse_common_passwords is True


def test_a_mail_server_is_named_with_its_sender_or_not_at_all(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CONTENTFORGE_MAIL__BACKEND", "smtp")

    with pytest.raises(SettingsIncomplete) as refused:
        Settings().require_complete()

    assert "CONTENTFORGE_MAIL__HOST is not set." in str(refused.value)
    assert "CONTENTFORGE_MAIL__FROM_ADDRESS is not set." in str(refused.value)
    complete.setenv("CONTENTFORGE_MAIL__HOST", "mail.example.com")
    complete.setenv("CONTENTFORGE_MAIL__FROM_ADDRESS", "no-reply@example.com")
    Settings().require_complete()


@pytest.mark.parametrize("missing", ["DATABASE__URL", "DATABASE__SYSTEM_URL", "REDIS__URL", "SECRETS__JWT"])
def test_what_is_missing_is_named(complete: pytest.MonkeyPatch, missing: str) -> None:
    complete.delenv(f"CONTENTFORGE_{missing}")

    with pytest.raises(SettingsIncomplete, match=f"CONTENTFORGE_{missing} is not set"):
        Settings().require_complete()


def test_production_refuses_a_placeholder_without_telling_it(complete: pytest.MonkeyPatch) -> None:
    placeholder = "please-change-me-please-change-me-123"
    complete.setenv("CONTENTFORGE_SECRETS__JWT", f'["{placeholder}"]')

    with pytest.raises(SettingsIncomplete, match="SECRETS__JWT") as refused:
        Settings().require_complete()

    assert placeholder not in str(refused.value)
    complete.setenv("CONTENTFORGE_ENV", "development")
    Settings().require_complete()


def test_a_misspelt_name_in_a_section_is_refused(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CONTENTFORGE_DATABASE__POOLSIZE", "4")

    with pytest.raises(ValidationError):
        Settings()


def test_the_reference_names_and_describes_every_variable() -> None:
    told = reference()

    names = [name for name, _, _ in told]
    assert len(names) == len(set(names))
    assert all(description for _, _, description in told)
    assert {
        "CONTENTFORGE_ENV",
        "CONTENTFORGE_HOST",
        "CONTENTFORGE_PORT",
        "CONTENTFORGE_OPS_PORT",
        "CONTENTFORGE_PUBLIC_URL",
        "CONTENTFORGE_TRUSTED_PROXIES",
        "CONTENTFORGE_DATA_DIR",
        "CONTENTFORGE_DATABASE__OWNER_URL",
        "CONTENTFORGE_REGISTRATION",
        "CONTENTFORGE_AUTH__REFRESH_GRACE_SECONDS",
        "CONTENTFORGE_CORS__ORIGINS",
        "CONTENTFORGE_GENERATION__HOLD_SECONDS",
        "CONTENTFORGE_GENERATION__INLINE_WAIT_SECONDS",
        "CONTENTFORGE_GENERATION__PER_ORGANIZATION",
        "CONTENTFORGE_EGRESS__ALLOW",
        "CONTENTFORGE_RATE_LIMIT__ENABLED",
        "CONTENTFORGE_RATE_LIMIT__ADDRESS",
        "CONTENTFORGE_RATE_LIMIT__PRINCIPAL",
        "CONTENTFORGE_BILLING__MODE",
        "CONTENTFORGE_BILLING__DEFAULT_PLAN",
        "CONTENTFORGE_HOSTS",
        "CONTENTFORGE_AI__DEFAULT_PROVIDER",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENROUTER_API_KEY",
        "GEMINI_API_KEY",
    } <= set(names)
