"""The image: what its recipe says by hadolint's rules, what it copies, and how it tells whether its process lives."""

import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from typing_extensions import override

from contentforge_app.embedded import ports
from support.repository import ROOT

_DOCKERFILE: Final = ROOT / "deploy" / "Dockerfile"
_LINTER: Final = Path(sys.executable).with_name("hadolint")


def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    done = subprocess.run([_LINTER, _DOCKERFILE], capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_what_is_copied_from_the_repository_is_there_and_gets_past_the_ignored() -> None:
    sources = {
        source
        for line in _lines()
        if line.startswith("COPY ") and "--from=" not in line
        for source in line.split()[1:-1]
    }
    ignored = _DOCKERFILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line[1:] for line in ignored if line.startswith("!")]

    assert [source for source in sources if not (ROOT / source).exists()] == []
    kept_out = [source for source in sources if not any(f"{source}/".startswith(f"{each}/") for each in let_in)]
    assert kept_out == []


def test_it_runs_as_nobody_special_below_a_first_process_that_hands_signals_on() -> None:
    final = _lines()[_lines().index("FROM ${PYTHON_IMAGE} AS image") :]

    assert "USER 10001:10001" in final
    assert 'ENTRYPOINT ["tini", "--", "contentforge"]' in final
    assert not any(re.search(r"\b(gcc|build-essential|python3-dev|/opt/tools)\b", line) for line in final)


def _lines() -> list[str]:
    text = re.sub(r"\\\n\s*", "", _DOCKERFILE.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("variable", ["CONTENTFORGE_PORT", "CONTENTFORGE_OPS_PORT"])
@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_a_process_that_answers_livez_on_either_port_is_healthy(variable: str, status: int, *, healthy: bool) -> None:
    with _process(status) as port:
        assert (_probe(**{variable: str(port)}) == 0) is healthy


def test_a_process_that_does_not_answer_is_not_healthy() -> None:
    assert _probe() == 1


def _probe(**given: str) -> int:
    nobody = {name: str(ports.free_port()) for name in ("CONTENTFORGE_PORT", "CONTENTFORGE_OPS_PORT")}
    command = [sys.executable, str(ROOT / "deploy" / "probe.py")]
    return subprocess.run(command, env={**os.environ, **nobody, **given}, check=False).returncode  # noqa: S603 - ours


@contextmanager
def _process(status: int) -> Iterator[int]:
    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/livez" else 404)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
