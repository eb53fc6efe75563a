"""Remove stored objects whose rows are gone: noted in the transaction of the deletion, done by a worker."""

from collections.abc import Sequence

from contentforge_content.images import repository
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.storage import Storage
from contentforge_platform.work import Claim, Kind, NewItem


async def discard(session: WriteSession, tenant: TenantId, kind: Kind, keys: Sequence[str]) -> None:
    """Have `keys` deleted from the storage once this transaction has committed."""
    if keys:
        discard_id = new_id()
        await repository.discard(session, tenant, discard_id, keys)
        await work.enqueue(session, tenant, kind, [NewItem(discard_id)])


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
