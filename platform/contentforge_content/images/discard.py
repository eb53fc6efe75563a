"""Remove stored objects whose rows are gone: noted in the transaction of the deletion, done by a worker."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contentforge_content.images import repository
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.storage import Storage
from contentforge_platform.work import Claim, Kind, NewItem

_ASIDE_SECONDS: Final = 3600.0


async def discard(session: WriteSession, tenant: TenantId, kind: Kind, keys: Sequence[str]) -> None:
    """Have `keys` deleted from the storage once this transaction has committed."""
    if keys:
        discard_id = new_id()
        await repository.discard(session, tenant, discard_id, keys)
        await work.enqueue(session, tenant, kind, [NewItem(discard_id)])


async def set_aside(session: WriteSession, tenant: TenantId, kind: Kind, keys: Sequence[str]) -> UUID:
    """Have `keys` deleted in an hour unless they are kept: for objects that are stored before their row is written."""
    discard_id = new_id()
    await repository.discard(session, tenant, discard_id, keys)
    await work.enqueue(session, tenant, kind, [NewItem(discard_id, _ASIDE_SECONDS)])
    return discard_id


async def keep(session: WriteSession, tenant: TenantId, discard_id: UUID) -> bool:
    """Keep what was set aside; False if its time was over."""
    kept = await repository.forget_discarded(session, tenant, discard_id)
    await work.cancel(session, tenant, [discard_id])
    return kept


class DiscardHandler:
    """Deletes discarded objects. Deleting what is not there is no error, so it may run twice."""

    def __init__(self, uow: UnitOfWork, storage: Storage) -> None:
        self._uow = uow
        self._storage = storage

    async def run(self, claim: Claim) -> None:
        async with self._uow.read(claim.tenant) as session:
            keys = await repository.discarded(session, claim.tenant, claim.subject)
        await self._storage.delete(keys)
        async with self._uow.write(claim.tenant) as session:
            await repository.forget_discarded(session, claim.tenant, claim.subject)
            await work.finish(session, claim)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Keep the row: it names what an operator would have to delete."""
        async with self._uow.write(claim.tenant) as session:
            await work.fail(session, claim, reason)
