"""What `run_dev` is told: which processes there are, where their data lies, and how they are reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from contentforge_app.dev import greeting as words

Environment = dict[str, str]
Target = Callable[[Environment], None]


class Listens(StrEnum):
    """Where a process answers `/readyz`."""

    PUBLIC = "public"  # on the address that users see
    OPS = "ops"  # on a port of its own, given to it as CONTENTFORGE_OPS_PORT
    SANDBOX = "sandbox"  # on the address that it is given as CONTENTFORGE_BILLING__SANDBOX_URL
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep running.

    `target` runs in a fork of the supervisor, as the leader of its own process group. Its argument is in `os.environ`
    too. It is to return or raise SystemExit soon after SIGTERM.
    """

    name: str
    target: Target
    listens: Listens = Listens.OPS


Migrate = Callable[[str | None, Environment], None]
"""Brings the database to its head. Gets the embedded server's superuser URL (None with a server of one's own)."""


@dataclass(frozen=True, slots=True)
class DevPlan:
    """Everything about one run.

    `preload` imports, before the first fork, what the children share. It must start neither threads nor event loops.
    `environment` is what the children get in addition; names that the process's own environment sets stay as they
    are. `database_url` and `redis_url`, if given, are servers of one's own: nothing is embedded in their place.
    """

    data_dir: Path
    children: tuple[Child, ...]
    migrate: Migrate
    preload: Callable[[], None]
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str | None = None
    redis_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    greeting: Callable[[str], Sequence[str]] = words.greeting
    """What to say, given the API's address, once everything answers."""
    grace_seconds: float = 15.0
    fast: bool = False
    """Force nothing to disk; for tests."""

    @property
    def address(self) -> str:
        """The API's address as a browser here would write it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104 - read
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        return f"http://{host}:{self.port}"
