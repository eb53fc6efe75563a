"""Identifiers: random UUIDs, with one type per kind of thing so that they cannot be mixed up."""

from typing import NewType
from uuid import UUID, uuid4

TenantId = NewType("TenantId", UUID)
"""An organization's id. It is made in two places only: registration, and the principal of a request or claim."""

UserId = NewType("UserId", UUID)
SessionId = NewType("SessionId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
WorkItemId = NewType("WorkItemId", UUID)

new_id = uuid4

_CANONICAL_LENGTH = 36


def parse_id(text: str) -> UUID | None:
    """Read an id as the APIs print it; anything else is None, so that a malformed id answers like an unknown one."""
    if len(text) != _CANONICAL_LENGTH:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None
