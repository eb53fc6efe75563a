"""The machine's own Chromium, for tests that use the product as people do."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from support.repository import ROOT

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALLING_SECONDS: Final = 600
_INSTALLING: Final = ROOT / ".venv" / "installing-chromium"


def find_chromium() -> str | None:
    """Where it is. Debian's is installed if there is none and we may."""
    found = _on_path()
    if found is None and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with _INSTALLING.open("w") as lock:  # of several processes one installs it, and the others find it
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (found := _on_path()) is not None:
                return found
            for command in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", "chromium"]):
                subprocess.run(  # noqa: S603 - our own arguments
                    [apt, *command], env=environment, timeout=_INSTALLING_SECONDS, check=False, capture_output=True
                )
        found = _on_path()
    return found


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Start it without a window. As root it has no sandbox of its own, so it opens pages of this machine only."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def _on_path() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
