"""What both engines have in common: one per folder, started again on the same port, stopped in good order."""

import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Generic, TypeVar

from contentforge_app.embedded import folders, processes

Running = TypeVar("Running")


class Engine(ABC, Generic[Running]):
    """A server on a folder of its own inside `data_dir`.

    Start it from a thread that lives as long as the server shall, such as the main one: the kernel ends the server with
    that thread.
    """

    name: ClassVar[str]
    passable: ClassVar[bool] = False
    polite: ClassVar[tuple[signal.Signals, ...]]
    """The signals that ask it to end, in the order in which they are tried."""

    def __init__(self, data_dir: Path, *, fast: bool = False, port: int | None = None) -> None:
        self._data_dir = data_dir
        self._folder = data_dir.absolute() / self.name
        self._fast = fast
        self._port = port
        self._lock = folders.FolderLock(self._folder, what=f"an embedded {self.name}")
        self._process: subprocess.Popen[bytes] | None = None
        self._running: Running | None = None

    @property
    def pid(self) -> int | None:
        """The main process, while it lives."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def descriptors(self) -> list[int]:
        """File descriptors that a fork of this process must close."""
        return self._lock.descriptors

    @property
    def log(self) -> Path:
        return self._folder / f"{self.name}.log"

    def start(self) -> Running:
        """Start the server, or start it again on the same port if it has died, and return once it answers.

        Raises:
            FolderBusyError: another process has a server on this folder.
            EngineError: it does not start; the end of its log is in the message.
        """
        if self._running is not None and self.pid is not None:
            return self._running
        folders.prepare(self._data_dir, passable=True)
        folders.prepare(self._folder, passable=self.passable)
        self._lock.acquire()
        try:
            processes.rotate(self.log)
            self._running = self._start()
        except BaseException:
            self.stop()
            raise
        return self._running

    def stop(self, grace: float = 10.0) -> None:
        """End the server in good order, at most `grace` seconds for each signal, and give the folder free."""
        if self._process is not None:
            processes.stop(self._process, *self.polite, grace=grace)
            self._process = None
        self._running = None
        self._tidy()
        self._lock.release()

    def kill(self) -> None:
        """Crash the server, as `kill -9` does; the folder stays ours. `start` brings it back on the same port."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Running:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @abstractmethod
    def _start(self) -> Running:
        """Start on `_folder`, which exists and is ours, and wait until it answers."""

    def _tidy(self) -> None:
        """Remove what was only for the time it ran."""
