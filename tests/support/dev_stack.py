"""The whole product as `make dev` runs it: supervisor, engines and children, on a data folder of its own."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contentforge_app.embedded import EmbeddedPostgres
from contentforge_app.embedded.ports import free_port
from support.rig_process import Process

_READY: Final = re.compile(r"^ready (http://\S+)$", re.MULTILINE)
_START_SECONDS: Final = 90.0


@dataclass(frozen=True, slots=True)
class Product:
    """The running product, and where its data lie."""

    base: str
    data: Path


@contextmanager
def dev_stack(folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Start `contentforge dev` with nothing of this machine's environment but `settings`; where it answers."""
    data, log = folder / "data", folder / "dev.log"
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "CONTENTFORGE_DATA_DIR": str(data),
        "CONTENTFORGE_PORT": str(free_port()),
        **settings,
    }
    process = Process("dev", [sys.executable, "-m", "contentforge_app", "dev"], environment, log)
    try:
        yield _when_ready(process, log)
    finally:
        if process.alive:
            process.send(signal.SIGTERM)
        process.end()
        EmbeddedPostgres(data).destroy()


def _when_ready(process: Process, log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.alive:
        found = _READY.search(log.read_text(encoding="utf-8"))
        if found is not None:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"dev did not get ready:\n{log.read_text(encoding='utf-8')[-4000:]}")
