"""The two profiles as they were last looked at: a change of a template shows here as what it changes in a cluster.

To accept a change: `WRITE_GOLDENS=1 .venv/bin/python -m pytest tests/helm/test_goldens.py`, and read the difference.
"""

import os
from copy import deepcopy
from pathlib import Path
from typing import Final

import pytest
import yaml

from support.chart import Manifest, Values, production, render

_GOLDENS: Final = Path(__file__).parent / "golden"
_PROFILES: Final[dict[str, Values]] = {"evaluation": {}, "production": production()}
_ELSEWHERE: Final = {"PrometheusRule": "deploy/prometheus/alerts.yaml", "dashboards": "deploy/grafana/dashboards"}


@pytest.mark.parametrize("profile", _PROFILES)
def test_a_profile_renders_as_it_did(profile: str) -> None:
    path = _GOLDENS / f"{profile}.yaml"
    found = _text(list(render(_PROFILES[profile]).objects))
    if os.environ.get("WRITE_GOLDENS"):
        path.write_text(found, encoding="utf-8")

    assert found == path.read_text(encoding="utf-8")


def _text(objects: list[Manifest]) -> str:
    ordered = sorted(objects, key=lambda found: (found["kind"], found["metadata"]["name"]))
    return yaml.dump_all([_steady(found) for found in ordered], sort_keys=True, width=120)


def _steady(found: Manifest) -> Manifest:
    """Without what is made up anew each time, and without what lies in files of its own."""
    steady = deepcopy(found)
    if found["kind"] == "Secret":
        steady["stringData"] = dict.fromkeys(found["stringData"], "(secret)")
    elif found["kind"] == "PrometheusRule":
        steady["spec"] = f"({_ELSEWHERE['PrometheusRule']})"
    elif found["metadata"]["labels"]["app.kubernetes.io/component"] == "dashboards":
        steady["data"] = dict.fromkeys(found["data"], f"({_ELSEWHERE['dashboards']})")
    return steady
