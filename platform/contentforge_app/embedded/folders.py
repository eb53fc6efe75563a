"""The data folder: made once, used by one process at a time, with secrets that only their owner reads."""

import errno
import fcntl
import os
import secrets
from pathlib import Path

from contentforge_app.embedded.errors import EngineError, FolderBusyError

_PRIVATE = 0o700
_PASSABLE = 0o711  # root's engines run under another account, which must be able to pass through to its own part


def prepare(folder: Path, *, passable: bool = False) -> Path:
    """Make `folder` (and its parents, with their usual modes), closed to others, and return its absolute path.

    `passable`: when we are root, others may pass through it to what is theirs inside, but not look around.
    """
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=_PASSABLE if passable and os.geteuid() == 0 else _PRIVATE, exist_ok=True)
    except OSError as error:
        raise EngineError(f"cannot make the folder {folder}: {error.strerror}") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise EngineError(f"the folder {folder} belongs to another user")
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, made at the first call: 256 bits, URL-safe."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()


class FolderLock:
    """One holder per folder. It goes with the process that holds it, however that ends."""

    def __init__(self, folder: Path, *, what: str) -> None:
        self._path = folder / "lock"
        self._what = what
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock; nothing happens if this object has it already.

        Raises:
            FolderBusyError: somebody else has it.
        """
        if self._descriptor is not None:
            return
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode().strip() or "unknown"
            os.close(descriptor)
            if error.errno not in {errno.EWOULDBLOCK, errno.EAGAIN}:
                raise
            message = f"{self._what} is already running on {self._path.parent} (process {holder})"
            raise FolderBusyError(message) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def descriptors(self) -> list[int]:
        """What a fork must close: else it would hold the lock for longer than its holder lives."""
        return [] if self._descriptor is None else [self._descriptor]
