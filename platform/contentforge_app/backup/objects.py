"""The stored objects' part of a backup: one tar file, each member under the object's key."""

import asyncio
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from contentforge_app.backup import parts
from contentforge_app.backup.errors import BackupRefused
from contentforge_app.backup.manifest import Objects
from contentforge_app.backup.telling import Tell, now_and_then
from contentforge_platform.storage import ObjectMissing, Storage, check_key

_AT_ONCE: Final = 8
_PIECE: Final = 1024 * 1024
_TYPE: Final = "contentforge.content-type"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Read:
    """An object on its way, its bytes in a temporary file without a name."""

    key: str
    content_type: str
    size: int
    body: BinaryIO


async def keep(storage: Storage, keys: Path, target: Path, tell: Tell) -> Objects:
    """Copy the objects of these keys (a file, one on each line) into a tar file.

    Raises:
        StorageFailed: the storage does not answer.
    """
    stored = absent = 0
    tell = now_and_then(tell)
    with (
        parts.created(target) as file,
        tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        keys.open(encoding="ascii") as lines,
    ):
        for batch in _batches(line.rstrip("\n") for line in lines):
            with ExitStack() as bodies:
                found = await _read_all(storage, batch, bodies, target.parent)
                await asyncio.to_thread(_append, archive, found)
            stored += len(found)
            absent += len(batch) - len(found)
            tell(f"objects    {stored} so far")
    return Objects(stored=stored, absent=absent)


async def give_back(storage: Storage, source: Path, tell: Tell) -> int:
    """Put every object of a tar file into the storage, in place of what is there; how many there were.

    Raises:
        BackupRefused: the file holds something that is no object of ours.
        StorageFailed: the storage does not answer.
    """
    given = 0
    tell = now_and_then(tell)
    with source.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as archive:
        while (read := await asyncio.to_thread(_next, archive)) is not None:
            with read.body:
                await storage.put_file(read.key, read.body, content_type=read.content_type)
            given += 1
            tell(f"objects    {given} so far")
    return given


async def _read_all(storage: Storage, keys: list[str], bodies: ExitStack, folder: Path) -> list[_Read]:
    spools = [bodies.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in keys]  # noqa: SIM115 - the stack closes
    reading = [_read(storage, key, spool) for key, spool in zip(keys, spools, strict=True)]
    found: list[_Read] = []
    for read in await asyncio.gather(*reading, return_exceptions=True):
        if isinstance(read, BaseException):
            raise read
        if read is not None:
            found.append(read)
    return found


async def _read(storage: Storage, key: str, body: BinaryIO) -> _Read | None:
    """One object; None if there is none, or none any more."""
    for _ in range(_TRIES):
        body.seek(0)
        body.truncate()
        try:
            facts = await storage.facts(key)
            async for piece in storage.read(key, 0, facts.size):
                body.write(piece)
        except ObjectMissing:
            return None
        if body.tell() == facts.size:
            return _Read(key, facts.content_type, facts.size, body)
    # Another object of the same name took its place each time, and was longer or shorter.
    raise BackupRefused(f"The object {key} does not hold still; take the backup again.")


def _append(archive: tarfile.TarFile, found: list[_Read]) -> None:
    for read in found:
        member = tarfile.TarInfo(read.key)
        member.size, member.mode = read.size, 0o600
        member.pax_headers = {_TYPE: read.content_type}
        read.body.seek(0)
        archive.addfile(member, read.body)


def _next(archive: tarfile.TarFile) -> _Read | None:
    member = archive.next()
    if member is None:
        return None
    held = archive.extractfile(member)
    if held is None or _TYPE not in member.pax_headers:
        raise BackupRefused(f"{member.name!r} in the backup is no object of ContentForge.")
    try:
        check_key(member.name)
    except ValueError as error:
        raise BackupRefused(f"{member.name!r} in the backup is {error}.") from error
    body = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who puts it into the storage
    while piece := held.read(_PIECE):
        body.write(piece)
    body.seek(0)
    return _Read(member.name, member.pax_headers[_TYPE], member.size, body)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
