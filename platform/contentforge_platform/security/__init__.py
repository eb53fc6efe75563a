"""Passwords, access tokens, API keys and opaque tokens: how they are made, checked and kept."""

from contentforge_platform.security.api_keys import make_api_key, shown_prefix, well_formed
from contentforge_platform.security.common import is_common
from contentforge_platform.security.keyed_hash import KeyedHash
from contentforge_platform.security.opaque import is_opaque_token, make_opaque_token
from contentforge_platform.security.passwords import (
    MAX_LENGTH,
    MIN_LENGTH,
    PasswordRefused,
    Passwords,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_new_password,
)
from contentforge_platform.security.sealed import Sealer, Unreadable
from contentforge_platform.security.settings import SecretList, SecretsSettings
from contentforge_platform.security.tokens import Claims, InvalidToken, TokenIssuer

__all__ = [
    "MAX_LENGTH",
    "MIN_LENGTH",
    "Claims",
    "InvalidToken",
    "KeyedHash",
    "PasswordRefused",
    "PasswordTooCommon",
    "PasswordTooLong",
    "PasswordTooShort",
    "Passwords",
    "Sealer",
    "SecretList",
    "SecretsSettings",
    "TokenIssuer",
    "Unreadable",
    "check_new_password",
    "is_common",
    "is_opaque_token",
    "make_api_key",
    "make_opaque_token",
    "shown_prefix",
    "well_formed",
]
