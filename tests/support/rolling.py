"""Processes of a rendering behind nginx, replaced as a Deployment replaces its pods, the new one first."""

import asyncio
import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from contentforge_app.embedded import ports
from support.chart import Rendering
from support.debian import program
from support.rendered import Engines, Running, start
from support.rig_process import Process

_PRE_STOP: Final = 1.0  # on one machine the proxy knows at once
_RELOADED: Final = 0.5

_CONFIGURATION: Final = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  upstream api {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_read_timeout 3600s;
    }}
  }}
}}
"""


@dataclass
class Cluster:
    """Two processes of each kind that is replaced, one of each other kind, and the proxy in front."""

    rendering: Rendering
    engines: Engines
    folder: Path
    port: int = field(default_factory=ports.free_port)
    running: dict[str, list[Running]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    _proxy: Process | None = None
    _started: int = 0

    def migrate(self) -> None:
        migration = start(self.rendering, self.rendering.running("migration"), self.engines, self.folder)
        if migration.process.wait(60) != 0:
            raise AssertionError(migration.process.told())

    async def up(self, **counts: int) -> None:
        """Start so many of each component (`worker_generation` is worker-generation), then the proxy."""
        for name, count in counts.items():
            component = name.replace("_", "-")
            self.running[component] = [await self._one(component) for _ in range(count)]
        self._write(self.running["api"])
        log = self.folder / "nginx.out"
        command = [program("nginx", "nginx"), "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]
        self._proxy = Process("nginx", command, {"PATH": os.defpath}, log)
        await self._proxy.ready(self.port, "/health")

    async def replace(self, component: str) -> None:
        """Replace every process of a component: one more, out of the proxy, SIGTERM, the end; then the next."""
        for old in list(self.running[component]):
            new = await self._one(component)
            left = [one for one in self.running[component] if one is not old]
            self.running[component] = [*left, new]
            if component == "api":
                await self._lead_to(self.running[component])
                await asyncio.sleep(_PRE_STOP)
            old.process.send(signal.SIGTERM)
            grace = self.rendering.running(component).pod["terminationGracePeriodSeconds"]
            self.statuses.append(await asyncio.to_thread(old.process.wait, float(grace)))

    def end(self) -> None:
        for one in (one for each in self.running.values() for one in each):
            one.process.end()
        if self._proxy is not None:
            self._proxy.end()

    async def _one(self, component: str) -> Running:
        self._started += 1
        folder = self.folder / str(self._started)
        folder.mkdir()
        one = start(self.rendering, self.rendering.running(component), self.engines, folder)
        await one.process.ready(one.port, "/readyz")
        return one

    async def _lead_to(self, processes: list[Running]) -> None:
        self._write(processes)
        command = [
            program("nginx", "nginx"),
            "-c",
            str(self.folder / "nginx.conf"),
            "-p",
            str(self.folder),
            "-s",
            "reload",
        ]
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
        await asyncio.sleep(_RELOADED)

    def _write(self, processes: list[Running]) -> None:
        servers = " ".join(f"server 127.0.0.1:{one.port};" for one in processes)
        text = _CONFIGURATION.format(folder=self.folder, servers=servers, port=self.port)
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")
