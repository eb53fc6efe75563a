"""Note when keys were last used, beside the requests and not in them: a read must not write."""

from collections.abc import Mapping
from datetime import datetime

from contentforge_platform.clock import utcnow
from contentforge_platform.database import SystemSession
from contentforge_platform.ids import ApiKeyId, TenantId
from contentforge_tenants.api_keys import repository

Uses = Mapping[tuple[TenantId, ApiKeyId], datetime]


class UsedKeys:
    """What one process has seen since it last told the database."""

    def __init__(self) -> None:
        self._seen: dict[tuple[TenantId, ApiKeyId], datetime] = {}

    def note(self, tenant: TenantId, key: ApiKeyId) -> None:
        """Remember a use, if the database does not know one of the last minute (`Principal.recently_used`)."""
        self._seen[tenant, key] = utcnow()

    def take(self) -> Uses:
        """All uses since the last call."""
        seen, self._seen = self._seen, {}
        return seen


async def note_used(session: SystemSession, uses: Uses) -> None:
    """Write a batch of uses, at most one a minute for each key."""
    if uses:
        await repository.note_used(session, uses)
