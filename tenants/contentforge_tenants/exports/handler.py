"""Make archives: the worker's side."""

import tempfile
from datetime import timedelta
from typing import Final

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.storage import Storage
from contentforge_platform.takeout import Archive
from contentforge_platform.work import Claim
from contentforge_tenants.exports import repository

_KEPT: Final = timedelta(days=7)
_TYPE: Final = "application/zip"


class ExportHandler:
    """Writes an archive to a temporary file and stores it. A second run takes the place of the first one's object."""

    def __init__(self, uow: UnitOfWork, storage: Storage, archive: Archive) -> None:
        self._uow = uow
        self._storage = storage
        self._archive = archive

    async def run(self, claim: Claim) -> None:
        tenant, export = claim.tenant, claim.subject
        key = f"{tenant}/exports/{export}.zip"

        async def told(collections: int, rows: int) -> None:
            async with self._uow.write(tenant) as session:
                await work.assert_held(session, claim)
                await repository.progress(session, tenant, export, collections, rows)

        with tempfile.TemporaryFile() as file:
            await told(0, 0)
            await self._archive.write(tenant, file, told)
            size = file.tell()
            await self._storage.put_file(key, file, content_type=_TYPE)
        async with self._uow.write(tenant) as session:
            await repository.done(session, tenant, export, key, size, _KEPT)
            await work.finish(session, claim)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Say that there will be no archive; another may be asked for."""
        async with self._uow.write(claim.tenant) as session:
            await repository.failed(session, claim.tenant, claim.subject, reason)
            await work.fail(session, claim, reason)
