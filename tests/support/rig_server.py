"""The other side of a fault test: a small server in a process of its own, with switches that a test may turn."""

import http.client
import json
import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from contentforge_app.embedded import ports
from support.rig_process import Process

_TESTS = Path(__file__).resolve().parents[1]


class LoopbackServer:
    """Starts the module that defines it, and speaks to its switches."""

    def __init__(self, module: str, folder: Path) -> None:
        self.port = ports.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(_TESTS)}
        program = [sys.executable, "-m", module, str(self.port)]
        self.process = Process(module, program, environment, folder / f"{module}.log")
        try:
            self.process.wait_ready(self.port, "/switches")
        except BaseException:
            self.process.end()
            raise

    def turn(self, **switches: object) -> None:
        """Set switches; the others stay as they are."""
        self._ask("POST", "/switches", switches)

    def ask(self, path: str) -> Any:
        """What the server says of itself."""
        return self._ask("GET", path)

    def stop(self) -> None:
        self.process.end()

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, json.dumps(body))
            answer = connection.getresponse()
            told = answer.read()
            assert answer.status == http.client.OK, told
            return json.loads(told)
        finally:
            connection.close()


def serve(application: web.Application, switches: dict[str, Any]) -> None:
    """Run `application` on the port of the command line; `/switches` reads and sets its switches."""

    async def read(_: web.Request) -> web.Response:
        return web.json_response(switches)

    async def write(request: web.Request) -> web.Response:
        asked = await request.json()
        assert set(asked) <= set(switches), asked
        switches.update(asked)
        return web.json_response(switches)

    application.router.add_get("/switches", read)
    application.router.add_post("/switches", write)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
