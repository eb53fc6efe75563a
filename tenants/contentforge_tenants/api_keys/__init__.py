"""API keys: shown once, kept as a keyed digest, ended with their maker's membership."""

from contentforge_tenants.api_keys.service import (
    MOST_ACTIVE,
    ApiKeyInfo,
    TooManyKeys,
    create,
    find,
    listing,
    named,
    revoke,
    revoke_of_member,
)
from contentforge_tenants.api_keys.usage import UsedKeys, Uses, note_used

__all__ = [
    "MOST_ACTIVE",
    "ApiKeyInfo",
    "TooManyKeys",
    "UsedKeys",
    "Uses",
    "create",
    "find",
    "listing",
    "named",
    "note_used",
    "revoke",
    "revoke_of_member",
]
