"""A storage whose exchanges are parts of traces; keys are not told, since they name organizations and files."""

from collections.abc import AsyncIterator, Sequence
from typing import BinaryIO

from typing_extensions import override

from contentforge_platform.observability import Span, SpanKind, span
from contentforge_platform.storage.base import Facts, Storage, Stored


class TracedStorage(Storage):
    """Puts a span around each exchange of another storage. Reading in pieces has none: the reader sets its pace."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @override
    async def put(self, key: str, body: bytes, *, content_type: str) -> None:
        with _traced("put") as exchange:
            exchange.set("contentforge.storage.bytes", len(body))
            await self._storage.put(key, body, content_type=content_type)

    @override
    async def put_file(self, key: str, file: BinaryIO, *, content_type: str) -> None:
        with _traced("put"):
            await self._storage.put_file(key, file, content_type=content_type)

    @override
    async def facts(self, key: str) -> Facts:
        with _traced("facts"):
            return await self._storage.facts(key)

    @override
    def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        return self._storage.read(key, start, length)

    @override
    async def get(self, key: str) -> Stored:
        with _traced("get") as exchange:
            stored = await self._storage.get(key)
            exchange.set("contentforge.storage.bytes", len(stored.body))
            return stored

    @override
    async def delete(self, keys: Sequence[str]) -> None:
        with _traced("delete") as exchange:
            exchange.set("contentforge.storage.objects", len(keys))
            await self._storage.delete(keys)

    @override
    async def exists(self, key: str) -> bool:
        with _traced("exists"):
            return await self._storage.exists(key)

    @override
    def url(self, key: str) -> str:
        return self._storage.url(key)

    @override
    async def check(self) -> None:
        await self._storage.check()

    @override
    async def close(self) -> None:
        await self._storage.close()


def _traced(operation: str) -> Span:
    return span(f"storage {operation}", kind=SpanKind.CLIENT)
