"""Rows about processes: how soon `make dev` is ready, and what an idle API process weighs."""

import os
import shutil
import signal
import statistics
import subprocess
import time
from pathlib import Path
from typing import Final

from benchmarks.ground import ROOT, Ground, python
from benchmarks.ours import Product
from benchmarks.report import Budget, Row
from contentforge_app.embedded import ports

_ROUNDS: Final = 3
_SAFETY_SECONDS: Final = 90.0
_IDLE_SECONDS: Final = 2.0
_HEAVY: Final = ("extruct", "trafilatura", "yake")


def start_rows(ground: Ground) -> list[Row]:
    """`make dev` with nothing but the virtual environment there, and again on the data of the first start."""
    made = [_start(ground, ground.folder / f"dev-{number}") for number in range(_ROUNDS)]
    again = _start(ground, ground.folder / "dev-0")
    seconds = statistics.median(made)
    work, others = "`make dev` to ready, new data folder", f"on existing data {again:.2f} s"
    return [Row(work, f"{seconds:.2f} s", others, seconds, Budget(12, 6, most=True, unit=" s"))]


def weight_rows(product: Product) -> list[Row]:
    """The API's memory before anybody has come, and whether it holds what only workers need."""
    with product.api() as (_, process):
        time.sleep(_IDLE_SECONDS)
        megabytes = _resident(process.pid)
    budget = Budget(220, 160, most=True, unit=" MB")
    return [Row("API process, idle", f"{megabytes:.0f} MB", _heavy_imports(), megabytes, budget)]


def _start(ground: Ground, data: Path) -> float:
    """Seconds from the command to its line `ready`."""
    port = ports.free_port()
    log = ground.folder / "logs" / f"{data.name}-{port}.log"
    environment = {name: told for name, told in os.environ.items() if not name.startswith("CONTENTFORGE_")}
    make = shutil.which("make") or "make"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the arguments are our own
            [make, "--no-print-directory", "dev", f"PORT={port}"],
            cwd=ROOT,
            env={**environment, "CONTENTFORGE_DATA_DIR": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not any(line.startswith(b"ready ") for line in log.read_bytes().splitlines()):
            if process.poll() is not None or time.monotonic() > began + _SAFETY_SECONDS:
                raise RuntimeError(f"`make dev` does not come up:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(_SAFETY_SECONDS)


def _heavy_imports() -> str:
    """Which of the libraries that only workers need `serve` has loaded when it begins."""
    modules = "contentforge_app.cli.main, contentforge_app.cli.processes"
    program = f"import sys, {modules}; print(*set(sys.modules) & {set(_HEAVY)})"
    done = subprocess.run(python("-c", program), capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return f"imports {done.stdout.strip()}" if done.stdout.strip() else f"without {', '.join(_HEAVY)}"


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"Process {pid} tells nothing of its memory.")
