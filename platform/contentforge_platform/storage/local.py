"""Objects as files below one folder, written whole or not at all."""

import asyncio
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from typing_extensions import override

from contentforge_platform.ids import new_id
from contentforge_platform.storage.base import ObjectMissing, Storage, Stored
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
}
_UNKNOWN: Final = "application/octet-stream"


class LocalStorage(Storage):
    """A folder. The type of an object is told by its extension, which is part of the key."""

    def __init__(self, folder: Path, signer: UrlSigner) -> None:
        self._folder = folder.absolute()
        self._signer = signer

    @override
    async def put(self, key: str, body: bytes, *, content_type: str) -> None:
        await asyncio.to_thread(_write, self._path(key), body)

    @override
    async def get(self, key: str) -> Stored:
        path = self._path(key)
        try:
            body = await asyncio.to_thread(path.read_bytes)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
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


def _write(path: Path, body: bytes) -> None:
    """Write beside the object under a name that only this object has, then rename.

    A writer that is killed leaves that file to the next one, which is why its name is not random.
    """
    staged = _staged(path)
    descriptor = _locked(staged)
    with os.fdopen(descriptor, "wb") as file:
        try:
            file.truncate(0)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
            staged.replace(path)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise


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
