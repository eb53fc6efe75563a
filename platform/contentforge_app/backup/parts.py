"""Files of a backup: for their owner alone, on disk before they are said to be there, whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, Final

from contentforge_app.backup.errors import BackupRefused
from contentforge_app.embedded.errors import FolderBusyError
from contentforge_app.embedded.folders import FolderLock

PREFIX: Final = "contentforge-"
_UNFINISHED: Final = ".partial"
_PRIVATE: Final = 0o700


@contextmanager
def drafted(folder: Path, taken_at: datetime) -> Iterator[tuple[Path, Path]]:
    """A folder to write a backup into, and the name below `folder` that it gets when the block ends well.

    What an earlier backup that was killed has left is removed: one at a time works in a folder.
    """
    name = f"{PREFIX}{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    lock = FolderLock(folder, what="a backup")
    try:
        lock.acquire()
    except FolderBusyError as busy:
        raise BackupRefused(f"{busy}.") from busy
    draft, final = folder / f".{name}{_UNFINISHED}", folder / name
    try:
        for left in folder.glob(f".{PREFIX}*{_UNFINISHED}"):
            shutil.rmtree(left)
        draft.mkdir(mode=_PRIVATE)
        try:
            yield draft, final
            flush(draft)
            draft.rename(final)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        flush(folder)
    finally:
        lock.release()


def finished(folder: Path) -> list[Path]:
    """The backups in a folder, oldest first."""
    return sorted(path for path in folder.glob(f"{PREFIX}*Z") if path.is_dir() and not path.is_symlink())


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner reads, forced to disk at the end of the block."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def flush(path: Path) -> None:
    """Force a file or a folder's names to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
