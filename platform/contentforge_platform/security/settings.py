"""The two secrets of an installation: what signs access tokens, and what keys the digests of credentials at rest."""

from typing import Annotated

from pydantic import Field, SecretStr

from contentforge_platform.settings import ListOf, Section

_MIN_LENGTH = 32
_MIN_DISTINCT = 10
_PLACEHOLDERS = ("change", "default", "example", "insecure", "development", "placeholder", "your-", "your_")


_Secret = Annotated[SecretStr, Field(min_length=_MIN_LENGTH)]
SecretList = ListOf[_Secret]
"""Secrets of at least 32 characters, the newest first."""


class SecretsSettings(Section):
    """CONTENTFORGE_SECRETS__*. To rotate, put the new secret first and drop the old one once nothing uses it."""

    jwt: SecretList = Field(
        default=[], description="Secrets that sign access tokens, newest first; at least 32 characters each."
    )
    key_pepper: SecretList = Field(
        default=[],
        description="Secrets that key digests of credentials at rest, newest first; each at least 32 characters.",
    )

    def refuse_defaults(self) -> None:
        """Hold production to secrets that are present, random and different from each other.

        Raises:
            ValueError: one of them is missing, a placeholder or used for both purposes; its value is not told.
        """
        for name, secrets in (("JWT", self.jwt), ("KEY_PEPPER", self.key_pepper)):
            if not secrets:
                raise ValueError(f"CONTENTFORGE_SECRETS__{name} is not set.")
            if any(_is_guessable(secret.get_secret_value()) for secret in secrets):
                raise ValueError(f"CONTENTFORGE_SECRETS__{name} holds a placeholder: use random text.")
        shared = {s.get_secret_value() for s in self.jwt} & {s.get_secret_value() for s in self.key_pepper}
        if shared:
            raise ValueError("CONTENTFORGE_SECRETS__JWT and __KEY_PEPPER share a secret: use different ones.")


def _is_guessable(secret: str) -> bool:
    lowered = secret.lower()
    return len(set(secret)) < _MIN_DISTINCT or any(word in lowered for word in _PLACEHOLDERS)
