"""Objects as files below one folder, written whole or not at all."""

import asyncio
import fcntl
import os
import shutil
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from typing_extensions import override

from contentforge_platform.ids import new_id
from contentforge_platform.storage.base import CHUNK, Facts, ObjectMissing, Storage, Stored
from contentforge_platform.storage.keys import check_key
from contentforge_platform.storage.signing import UrlSigner

_TYPES: Final = {
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".zip": "application/zip",
}
_UNKNOWN: Final = "application/octet-stream"
_ABSENT: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class LocalStorage(Storage):
    """A folder. The type of an object is told by its extension, which is part of the key."""

    def __init__(self, folder: Path, signer: UrlSigner) -> None:
        self._folder = folder.absolute()
        self._signer = signer

    @override
    async def put(self, key: str, body: bytes, *, content_type: str) -> None:
        await asyncio.to_thread(_write, self._path(key), lambda target: target.write(body))

    @override
    async def put_file(self, key: str, file: BinaryIO, *, content_type: str) -> None:
        await asyncio.to_thread(_write, self._path(key), partial(_copy, file))

    @override
    async def facts(self, key: str) -> Facts:
        path = self._path(key)
        try:
            size = await asyncio.to_thread(_size_of_file, path)
        except _ABSENT:
            raise ObjectMissing from None
        return Facts(size, _TYPES.get(path.suffix, _UNKNOWN))

    @override
    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        try:
            descriptor = await asyncio.to_thread(os.open, self._path(key), os.O_RDONLY | os.O_CLOEXEC)
        except _ABSENT:
            raise ObjectMissing from None
        try:
            end = start + length
            while start < end:
                piece = await asyncio.to_thread(os.pread, descriptor, min(CHUNK, end - start), start)
                if not piece:
                    break
                start += len(piece)
                yield piece
        finally:
            os.close(descriptor)

    @override
    async def get(self, key: str) -> Stored:
        path = self._path(key)
        try:
            body = await asyncio.to_thread(path.read_bytes)
        except _ABSENT:
            raise ObjectMissing from None
        return Stored(body, _TYPES.get(path.suffix, _UNKNOWN))

    @override
    async def delete(self, keys: Sequence[str]) -> None:
        await asyncio.to_thread(_remove, self._folder, [self._path(key) for key in keys])

    @override
    async def exists(self, key: str) -> bool:
        return await asyncio.to_thread(self._path(key).is_file)

    @override
    def url(self, key: str) -> str:
        return self._signer.path(check_key(key))

    @override
    async def check(self) -> None:
        key = f"probe/{new_id()}.bin"
        await self.put(key, b"probe", content_type=_UNKNOWN)
        await self.delete([key])

    @override
    async def close(self) -> None:
        """Nothing is held open."""

    def _path(self, key: str) -> Path:
        return self._folder / check_key(key)


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write beside the object under a name that only this object has, then rename.

    A writer that is killed leaves that file to the next one, which is why its name is not random.
    """
    staged = _staged(path)
    descriptor = _locked(staged)
    with os.fdopen(descriptor, "wb") as file:
        try:
            file.truncate(0)
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            staged.replace(path)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    shutil.copyfileobj(source, target, CHUNK)


def _size_of_file(path: Path) -> int:
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise FileNotFoundError
    return facts.st_size


def _staged(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _locked(staged: Path) -> int:
    """The staged file, held by nobody else; whoever waited for it may find that it has become the object meanwhile."""
    while True:
        staged.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        try:
            descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except FileNotFoundError:
            continue  # somebody's delete found the new folder empty and took it away
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if staged.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)


def _remove(top: Path, paths: list[Path]) -> None:
    """Delete files, then the folders that this leaves empty."""
    for path in paths:
        path.unlink(missing_ok=True)
        _staged(path).unlink(missing_ok=True)
        folder = path.parent
        while folder != top and folder.is_relative_to(top):
            try:
                folder.rmdir()
            except OSError:
                break  # not empty, or gone already: somebody else's files are below it
            folder = folder.parent
