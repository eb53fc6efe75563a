"""Whether an organization is open, for those who bring no credential that would tell: files have many readers."""

import time
from typing import Final

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_tenants.organizations import repository

_TRUSTED_SECONDS: Final = 1.0
_MOST: Final = 10_000


class OpenOrganizations:
    """That one is open is believed for a second, and forgotten at once where it is heard that any was shut."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._until: dict[TenantId, float] = {}
        self._closings = 0

    async def has(self, tenant: TenantId) -> bool:
        """False if there is no such organization, or it or the partner that has provisioned it is suspended."""
        if time.monotonic() < self._until.get(tenant, 0.0):
            return True
        closings = self._closings
        async with self._uow.read(tenant) as session:
            is_open = await repository.is_open(session, tenant)
        if is_open and closings == self._closings:  # else one was shut while we asked: good for this request only
            if len(self._until) >= _MOST:
                self._until.clear()
            self._until[tenant] = time.monotonic() + _TRUSTED_SECONDS
        return is_open

    def forget_all(self) -> None:
        """Ask again for every organization: one was shut, and those that belong to it with it."""
        self._closings += 1
        self._until.clear()
