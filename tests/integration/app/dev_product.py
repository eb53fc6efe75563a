"""A small product for the supervisor's tests: real processes that do what the test tells them to.

python dev_product.py <data folder> <port> [<behaviour>]
"""

import http.server
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import FrameType

from typing_extensions import override

from contentforge_app.dev import Child, DevPlan, Environment, Listens, run_dev


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class _Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    @override
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the test reads what is printed."""


def serve(port_setting: str, name: str, environment: Environment) -> None:
    """Answer /readyz until SIGTERM, and print one structured line."""
    server = http.server.HTTPServer(("127.0.0.1", int(environment[port_setting])), _Ready)
    say(f'{{"event": "listening", "level": "info", "who": "{name}", "pid": {os.getpid()}}}')
    server.serve_forever()


def stubborn(environment: Environment) -> None:
    """Do not end at SIGTERM; start a grandchild that does not either."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ignoring = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(0, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", ignoring]
    grandchild = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own arguments
    assert grandchild.stdout is not None
    grandchild.stdout.readline()
    say(f"stubborn {os.getpid()} with {grandchild.pid}")
    serve("CONTENTFORGE_OPS_PORT", "stubborn", environment)


def draining(environment: Environment) -> None:
    """Say goodbye at SIGTERM."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        say("goodbye")
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    serve("CONTENTFORGE_OPS_PORT", "draining", environment)


def failing(_environment: Environment) -> None:
    raise RuntimeError("it cannot be")


def migrate(behaviour: str, admin_url: str | None, environment: Environment) -> None:
    assert admin_url is not None
    assert os.environ["CONTENTFORGE_DATABASE__URL"] == environment["CONTENTFORGE_DATABASE__URL"]
    say(f"jwt {environment['CONTENTFORGE_SECRETS__JWT']}")
    if behaviour == "broken-migration":
        sys.exit("no way")


def main() -> int:
    folder, port, behaviour = Path(sys.argv[1]), int(sys.argv[2]), (sys.argv[3:] or ["plain"])[0]
    children = [
        Child("api", partial(serve, "CONTENTFORGE_PORT", "api"), Listens.PUBLIC),
        Child("worker", partial(serve, "CONTENTFORGE_OPS_PORT", "worker")),
    ]
    extra = {"stubborn": stubborn, "draining": draining}
    if behaviour in extra:
        children.append(Child(behaviour, extra[behaviour]))
    if behaviour == "failing":
        children.append(Child("failing", failing, Listens.NOWHERE))
    plan = DevPlan(
        data_dir=folder,
        children=tuple(children),
        migrate=partial(migrate, behaviour),
        preload=lambda: None,
        port=port,
        grace_seconds=1.0 if behaviour == "stubborn" else 10.0,
        fast=True,
    )
    return run_dev(plan)


if __name__ == "__main__":
    sys.exit(main())
