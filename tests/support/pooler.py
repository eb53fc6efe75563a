"""PgBouncer in front of a rig's PostgreSQL, with the configuration that the runbook gives."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from sqlalchemy import make_url

from contentforge_app.embedded import ports
from support.databases import DatabaseUrls
from support.debian import program, unpack
from support.repository import ROOT
from support.rig_process import Process

RUNBOOK: Final = ROOT / "deploy" / "runbook.md"
_BLOCK: Final = re.compile(r"^    \[pgbouncer\]\n(?:^    .*\n)+", re.MULTILINE)
_ROLES: Final = re.compile(r"^    ALTER ROLE contentforge_\w+ SET .*;$", re.MULTILINE)
_LIBRARIES: Final = ROOT / ".venv" / "debian" / "usr" / "lib" / f"{os.uname().machine}-linux-gnu"
_VERSION: Final = re.compile(r"PgBouncer (\d+)\.(\d+)")
TRANSACTIONS_SINCE: Final = (1, 21)
"""The first version that knows prepared statements from one server's connection to the next."""


class PgBouncer:
    """A pooler on loopback; `mode` is `session` or `transaction`."""

    def __init__(self, urls: DatabaseUrls, mode: str, *, size: int) -> None:
        self._urls = urls
        self._folder = folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
        self.port = ports.free_port()
        server = make_url(urls.app)
        users = [make_url(url) for url in (urls.app, urls.system)]
        (folder / "users.txt").write_text(
            "".join(f'"{user.username}" "{user.password}"\n' for user in users), encoding="ascii"
        )
        configuration = (
            f"[databases]\n{server.database} = host={server.host} port={server.port}\n"
            f"{_known(shipped())}\n"
            # What follows is this machine's; of two lines the last one counts.
            f"pool_mode = {mode}\ndefault_pool_size = {size}\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = plain\nauth_file = {folder / 'users.txt'}\n"
        )
        (folder / "pgbouncer.ini").write_text(configuration, encoding="utf-8")
        command = [pgbouncer(), str(folder / "pgbouncer.ini")]
        if os.geteuid() == 0:  # it refuses to be root, and pytest's folders let nobody else in
            shutil.chown(folder, "nobody")
            command[1:1] = ["--user", "nobody"]
        self.process = Process("pgbouncer", command, _environment(), folder / "pgbouncer.log")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.end()
        shutil.rmtree(self._folder)

    @property
    def settings(self) -> Mapping[str, str]:
        """What leads a process of the product here instead of to the server."""
        return {
            "CONTENTFORGE_DATABASE__URL": self._moved(self._urls.app),
            "CONTENTFORGE_DATABASE__SYSTEM_URL": self._moved(self._urls.system),
        }

    def _moved(self, url: str) -> str:
        return make_url(url).set(host="127.0.0.1", port=self.port).render_as_string(hide_password=False)


def _known(section: str) -> str:
    """Without what older versions refuse to start with."""
    found = version(pgbouncer())
    old = found is not None and found < TRANSACTIONS_SINCE
    return "\n".join(line for line in section.splitlines() if not (old and line.startswith("max_prepared_statements")))


def shipped() -> str:
    """The section of the runbook's example."""
    found = _BLOCK.search(RUNBOOK.read_text(encoding="utf-8"))
    assert found is not None
    return "\n".join(line.strip() for line in found.group().splitlines())


def limits_of_roles() -> list[str]:
    """The statements of the runbook that keep the time limits, which do not pass through a pooler."""
    return [each.strip() for each in _ROLES.findall(RUNBOOK.read_text(encoding="utf-8"))]


def pgbouncer() -> str:
    """The program; with the library that Debian's package depends on and a bare machine may lack."""
    found = program("pgbouncer", "pgbouncer")
    if version(found) is None:
        unpack("libc-ares2")
    return found


def version(path: str) -> tuple[int, int] | None:
    """Which version it is; None if it does not start."""
    done = subprocess.run([path, "--version"], env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own
    found = _VERSION.search(done.stdout)
    return None if found is None else (int(found[1]), int(found[2]))


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LD_LIBRARY_PATH": str(_LIBRARIES)}
