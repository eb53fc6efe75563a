"""The evaluation profile as a cluster would run it, without the cluster: each container's command and variables."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from contentforge_app.embedded import EmbeddedPostgres, EmbeddedValkey
from support.chart import Rendering, render
from support.rendered import Engines, Running, start
from support.rig_process import answers

# The API's server ends by the signal itself, after everything is answered and closed.
_ENDED: Final = {0, -signal.SIGTERM}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    folder = tmp_path_factory.mktemp("engines")
    server = EmbeddedPostgres(folder, fast=True)
    with server as postgres, EmbeddedValkey(folder, fast=True) as valkey:
        yield Engines(postgres, valkey)
    server.destroy()


def test_the_profile_migrates_twice_starts_answers_its_probes_and_drains(engines: Engines, tmp_path: Path) -> None:
    rendering = render()
    engines.set_up(rendering)
    (tmp_path / "first").mkdir()
    assert _migrate(rendering, engines, tmp_path / "first") == 0
    (tmp_path / "again").mkdir()
    assert _migrate(rendering, engines, tmp_path / "again") == 0

    running: dict[str, Running] = {}
    try:
        for workload in rendering.workloads:
            if workload.is_ours:
                running[workload.component] = start(rendering, workload, engines, tmp_path)
        for workload in rendering.workloads:
            if workload.is_ours:
                one = running[workload.component]
                one.process.wait_ready(one.port, workload.container["readinessProbe"]["httpGet"]["path"])
                assert answers(one.port, workload.container["livenessProbe"]["httpGet"]["path"])
                assert answers(one.port, "/metrics")
        ended = {component: _stop(one) for component, one in running.items()}
    finally:
        for one in running.values():
            one.process.end()

    assert len(ended) == 5
    assert {component for component, (status, _) in ended.items() if status not in _ENDED} == set()
    graces = {each.component: each.pod["terminationGracePeriodSeconds"] for each in rendering.workloads if each.is_ours}
    assert {component for component, (_, seconds) in ended.items() if seconds >= graces[component]} == set()


def _migrate(rendering: Rendering, engines: Engines, folder: Path) -> int:
    started = start(rendering, rendering.running("migration"), engines, folder)
    try:
        return started.process.wait(60)
    finally:
        started.process.end()


def _stop(one: Running) -> tuple[int, float]:
    """SIGTERM, as the kubelet sends it: the exit status, and how long that took in seconds."""
    began = time.monotonic()
    one.process.send(signal.SIGTERM)
    return one.process.wait(45), time.monotonic() - began
