"""What signing in needs besides the database, put together once per process."""

from dataclasses import dataclass

from contentforge_platform.security import KeyedHash, Passwords, Sealer, SecretsSettings, TokenIssuer
from contentforge_tenants.settings import AuthSettings


@dataclass(frozen=True, slots=True)
class Keyring:
    """Password hashing, token signing, and what is kept at rest as a digest or sealed, each in a domain of its own."""

    settings: AuthSettings
    passwords: Passwords
    tokens: TokenIssuer
    refresh_tokens: KeyedHash
    api_keys: KeyedHash
    addresses: KeyedHash
    one_time_tokens: KeyedHash
    recovery_codes: KeyedHash
    second_factors: Sealer

    @classmethod
    def of(cls, secrets: SecretsSettings, settings: AuthSettings, passwords: Passwords) -> "Keyring":
        """Put it together from the installation's secrets.

        Raises:
            ValueError: a secret is missing.
        """
        return cls(
            settings=settings,
            passwords=passwords,
            tokens=TokenIssuer(secrets.jwt),
            refresh_tokens=KeyedHash(secrets.key_pepper, "refresh-token"),
            api_keys=KeyedHash(secrets.key_pepper, "api-key"),
            addresses=KeyedHash(secrets.key_pepper, "login-address"),
            one_time_tokens=KeyedHash(secrets.key_pepper, "one-time-token"),
            recovery_codes=KeyedHash(secrets.key_pepper, "recovery-code"),
            second_factors=Sealer(secrets.key_pepper, "second-factor"),
        )
