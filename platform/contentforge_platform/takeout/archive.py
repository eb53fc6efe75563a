"""Write collections into a ZIP of JSON lines, and the list of the stored files that belong to them.

Each page is read in a transaction of its own: an archive is not one moment's picture, and holds up nothing while it is
written. Compressing happens in a thread.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

import orjson

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.takeout import repository
from contentforge_platform.takeout.collection import Collection

FILES: Final = "files.jsonl"

Progress = Callable[[int, int], Awaitable[None]]
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Archive:
    """Takes everything along that `collections` name; `address` tells where a stored object can be fetched."""

    uow: UnitOfWork
    collections: Sequence[Collection]
    address: Address

    async def write(self, tenant: TenantId, file: IO[bytes], progress: Progress) -> int:
        """Write the archive of one organization, telling after each collection how many rows and files there are.

        The number of rows in all.
        """
        rows = 0
        listed: list[bytes] = []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for done, collection in enumerate(self.collections, 1):
                with archive.open(f"{collection.name}.jsonl", "w", force_zip64=True) as entry:
                    async for lines in pages(self.uow, tenant, collection):
                        rows += len(lines)
                        listed.extend(self._files(collection, lines))
                        await asyncio.to_thread(entry.write, b"".join(line + b"\n" for line in lines))
                await progress(done, rows)
            await asyncio.to_thread(archive.writestr, FILES, b"".join(line + b"\n" for line in listed))
        return rows

    def _files(self, collection: Collection, lines: Sequence[bytes]) -> Iterator[bytes]:
        for line in lines if collection.files else ():
            for key in keys_of(collection, orjson.loads(line)):
                yield orjson.dumps({"file": key, "of": collection.name, "url": self.address(key)})


def keys_of(collection: Collection, row: dict[str, object]) -> Iterator[str]:
    """The keys of the stored objects that a row names."""
    for column in collection.files:
        value = row[column]
        held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        named = (one.get("key") if isinstance(one, dict) else one for one in held)
        yield from (key for key in named if isinstance(key, str))


async def pages(uow: UnitOfWork, tenant: TenantId, collection: Collection) -> AsyncIterator[list[bytes]]:
    """The rows of one collection as JSON lines, a page at a time, each in a transaction of its own."""
    after: list[object] | None = None
    while True:
        async with uow.read(tenant) as session:
            found = await repository.page(session, tenant, collection, after)
        if found:
            yield [row["line"].encode() for row in found]
            after = list(found[-1].values())[: len(collection.key)]
        if len(found) < repository.PAGE:
            return


async def stored_keys(uow: UnitOfWork, tenant: TenantId, collection: Collection) -> AsyncIterator[list[str]]:
    """The keys of the stored objects that the rows of one collection name, a page of rows at a time."""
    async for lines in pages(uow, tenant, collection):
        if keys := [key for line in lines for key in keys_of(collection, orjson.loads(line))]:
            yield keys
