"""What only some processes need costs the others memory and a second of start: it is not imported there."""

import subprocess
import sys

import pytest

_TRACING = ("opentelemetry.sdk.trace", "opentelemetry.exporter", "opentelemetry.proto", "google.protobuf")
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


@pytest.mark.parametrize("process", [_API, _COMMANDS], ids=["api", "commands"])
def test_without_a_collector_nothing_that_makes_traces_is_loaded(process: str) -> None:
    """The client of Redis loads OpenTelemetry's interfaces and its metrics in any case."""
    told = _imported_by(process, "name")

    assert "contentforge_platform.observability.tracing" in told
    assert "contentforge_platform.observability.otlp" not in told
    assert [name for name in told if name.startswith(_TRACING)] == []


def _imported_by(program: str, name: str = "name.partition('.')[0]") -> set[str]:
    """The modules that a fresh interpreter has loaded after `program`: the top-level ones, or all by their `name`."""
    tell = f"import sys; print(*sorted({{{name} for name in sys.modules}}))"
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [sys.executable, "-c", f"{program}\n{tell}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
