"""What only workers need costs every other process 45 MB and a second of start: it is not imported there."""

import subprocess
import sys

import pytest

_HEAVY = ("extruct", "trafilatura", "yake")

_API = """
from contentforge_app.factory import create_app
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Settings
from contentforge_workers.wakeup import CeleryWaker

address = "postgresql://somebody:secret@127.0.0.1:1/nowhere"
settings = Settings(
    database={"url": address, "system_url": address},
    redis={"url": "redis://127.0.0.1:1/0"},
    secrets={"jwt": ["A-secret-that-signs-tokens-0123456789"], "key_pepper": ["Another-that-keys-digests-9876543210"]},
)
create_app(Runtime(settings, CeleryWaker("redis://127.0.0.1:1/0")))
"""
_COMMANDS = "import contentforge_app.cli.main, contentforge_app.cli.processes"


@pytest.mark.parametrize("process", [_API, _COMMANDS], ids=["api", "commands"])
def test_libraries_for_reading_pages_are_left_to_workers(process: str) -> None:
    told = _imported_by(process)

    assert [name for name in _HEAVY if name in told] == []


def _imported_by(program: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `program`."""
    tell = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [sys.executable, "-c", f"{program}\n{tell}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
