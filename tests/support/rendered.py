"""What the chart renders, run: the same commands with the same variables, on engines of this machine."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from contentforge_app.embedded import RunningPostgres, RunningValkey, ports
from support.chart import Rendering, Workload
from support.chart_pods import environment_of, secret_data
from support.repository import ROOT
from support.rig_process import Process

_OWNER_SCRIPT = ROOT / "deploy" / "postgres" / "owner.sh"


@dataclass(frozen=True)
class Engines:
    """Where the evaluation profile's Services lead, here."""

    postgres: RunningPostgres
    valkey: RunningValkey

    def set_up(self, rendering: Rendering) -> None:
        """What PostgreSQL's image does with an empty volume: it runs the script that the chart mounts."""
        admin = make_url(self.postgres.url)
        (mounted,) = [found["data"]["owner.sh"] for found in rendering.of("ConfigMap") if "owner.sh" in found["data"]]
        assert mounted.strip() == _OWNER_SCRIPT.read_text(encoding="utf-8").strip()
        environment = {
            "PATH": f"{self.postgres.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PGHOST": str(admin.host),
            "PGPORT": str(admin.port),
            "PGPASSWORD": str(admin.password),
            "PGDATABASE": "postgres",
            "OWNER_PASSWORD": secret_data(rendering.named("Secret", "demo-contentforge"))["OWNER_PASSWORD"],
        }
        # The embedded server has a database of that name; the image's has none.
        command = f'dropdb --username postgres "{admin.database}"\n{mounted}'
        subprocess.run(["bash", "-euc", command], env=environment, check=True, capture_output=True)  # noqa: S603, S607 - our own script

    def moved(self, environment: dict[str, str]) -> dict[str, str]:
        """The variables with the addresses of the engines here; names, passwords and all else stay as rendered."""
        moved = dict(environment)
        for name, value in environment.items():
            if name.startswith("CONTENTFORGE_DATABASE__") and name.endswith("URL"):
                url = make_url(value).set(host=self.postgres.host, port=self.postgres.port)
                moved[name] = url.render_as_string(hide_password=False)
        if "CONTENTFORGE_REDIS__URL" in moved:
            moved["CONTENTFORGE_REDIS__URL"] = self.valkey.url
        return moved


@dataclass(frozen=True)
class Running:
    """A process of a rendering, and the port on which it answers its probes."""

    process: Process
    port: int


def start(rendering: Rendering, workload: Workload, engines: Engines, folder: Path) -> Running:
    """Start the container of a workload: its arguments, its variables, and nothing else of this machine but PATH."""
    port = ports.free_port()
    folder = folder / workload.name
    folder.mkdir()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        **engines.moved(environment_of(rendering, workload)),
        "CONTENTFORGE_HOST": "127.0.0.1",
        "CONTENTFORGE_DATA_DIR": str(folder),
        "CONTENTFORGE_PORT": str(port),
        "CONTENTFORGE_OPS_PORT": str(port),
    }
    program = [sys.executable, "-m", "contentforge_app", *workload.container["args"]]
    return Running(Process(workload.component, program, environment, folder / "log"), port)
