"""At most N calls of one organization under way at once, so that one cannot take all of a provider's attention."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from contentforge_platform.ids import TenantId


@dataclass(slots=True)
class _Slots:
    semaphore: asyncio.Semaphore
    users: int = 0


class OrganizationSlots:
    """Slots by organization; an organization without calls leaves nothing behind."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._by_tenant: dict[TenantId, _Slots] = {}

    def __len__(self) -> int:
        """How many organizations have calls under way or waiting."""
        return len(self._by_tenant)

    @asynccontextmanager
    async def hold(self, tenant: TenantId, *, within: float) -> AsyncIterator[None]:
        """Wait at most `within` seconds for a free slot, first come first served, and hold it.

        Raises:
            TimeoutError: none came free in time.
        """
        slots = self._by_tenant.get(tenant)
        if slots is None:
            slots = self._by_tenant[tenant] = _Slots(asyncio.Semaphore(self._limit))
        slots.users += 1
        try:
            if slots.semaphore.locked():
                async with asyncio.timeout(within):
                    await slots.semaphore.acquire()
            else:
                await slots.semaphore.acquire()
            try:
                yield
            finally:
                slots.semaphore.release()
        finally:
            slots.users -= 1
            if slots.users == 0:
                self._by_tenant.pop(tenant, None)
