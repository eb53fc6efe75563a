"""The installation's secrets, as operators write them."""

import json

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from contentforge_platform.security import SecretsSettings

# Fixed, so that every test process collects the same cases; random-looking, since production refuses what is not.
ONE, TWO = "xV3mPq8ZtR1wLk6YbN4sHc9JdF2gTa7UeQoWiXzK5vM", "rB7nKd2WpY9cTz4QfLx1JhS6vGm3UaE8oNiRkXwVt5Z"


class Root(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CONTENTFORGE_", env_nested_delimiter="__")

    secrets: SecretsSettings = SecretsSettings()


@pytest.mark.parametrize("written", [json.dumps([ONE, TWO]), f"{ONE},{TWO}", f" {ONE} , {TWO} "])
def test_a_list_may_be_json_or_comma_separated(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTFORGE_SECRETS__JWT", written)

    assert [secret.get_secret_value() for secret in Root().secrets.jwt] == [ONE, TWO]


def test_a_short_secret_is_refused_without_being_told() -> None:
    with pytest.raises(ValidationError) as refused:
        SecretsSettings.model_validate({"jwt": ["hunter2hunter2"]})

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("jwt", "pepper"),
    [("", ONE), (ONE, ""), ("a" * 40, ONE), ("change-me-" + ONE, TWO), (ONE, ONE)],
)
def test_production_refuses_missing_guessable_and_shared_secrets(jwt: str, pepper: str) -> None:
    settings = SecretsSettings.model_validate({"jwt": jwt, "key_pepper": pepper})

    with pytest.raises(ValueError, match="CONTENTFORGE_SECRETS__") as refused:
        settings.refuse_defaults()
    assert ONE not in str(refused.value)


def test_production_accepts_random_secrets() -> None:
    SecretsSettings.model_validate({"jwt": ONE, "key_pepper": TWO}).refuse_defaults()
