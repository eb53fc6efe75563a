"""The dashboards ask for what the code exports, in queries that are queries, and never by tenant."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from support.debian import program
from support.exported import exported
from support.promql import labels_in, names_in
from support.repository import ROOT

_GRAFANA: Final = ROOT / "deploy" / "grafana"
_FILES: Final = sorted((_GRAFANA / "dashboards").glob("*.json"))
_ANYWHERE: Final = {"le", "job", "instance"}


@cache
def _dashboard(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _queries(path: Path) -> list[str]:
    return [target["expr"] for panel in _dashboard(path)["panels"] for target in panel["targets"]]


def test_there_are_four_and_each_has_its_own_name() -> None:
    assert [path.stem for path in _FILES] == ["jobs", "money", "service", "tenants"]
    assert len({_dashboard(path)["uid"] for path in _FILES}) == 4


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.stem))
def test_every_query_names_only_metrics_and_labels_that_the_code_exports(path: Path) -> None:
    known = exported()

    for query in _queries(path):
        names = names_in(query)
        assert names, query
        assert names - known.keys() - {"up"} == set(), query
        allowed = {label for name in names if name in known for label in known[name]}
        assert labels_in(query) - allowed - _ANYWHERE == set(), query


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.stem))
def test_every_panel_says_what_it_shows_and_in_which_unit(path: Path) -> None:
    panels = _dashboard(path)["panels"]

    assert len(panels) >= 10
    silent = [each for each in panels if not (each["description"] and each["fieldConfig"]["defaults"]["unit"])]
    assert silent == []
    assert len({panel["title"] for panel in panels}) == len(panels)
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert {panel["datasource"]["uid"] for panel in panels} == {"${datasource}"}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.stem))
def test_panels_do_not_lie_on_each_other(path: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in _dashboard(path)["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_every_metric_of_ours_is_shown_or_watched_somewhere() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    asked += [query for path in _FILES for query in _queries(path)]
    named = {name for query in asked for name in names_in(query)}

    ours = {
        name
        for name in exported()
        if name.startswith("contentforge_") and not name.endswith(("_created", "_count", "_sum"))
    }
    assert ours - named == set()


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.stem))
def test_every_query_is_one(tmp_path: Path, path: Path) -> None:
    rules = [
        {"record": f"query:{number}", "expr": query.replace("$__rate_interval", "5m")}
        for number, query in enumerate(_queries(path))
    ]
    written = tmp_path / "rules.yaml"
    written.write_text(yaml.dump({"groups": [{"name": "queries", "rules": rules}]}), encoding="utf-8")

    command = [program("promtool", "prometheus"), "check", "rules", str(written)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert done.returncode == 0, done.stdout + done.stderr


def test_grafana_finds_data_source_and_dashboards_where_compose_puts_them() -> None:
    provisioning = _GRAFANA / "provisioning"
    source = yaml.safe_load((provisioning / "datasources" / "prometheus.yaml").read_text(encoding="utf-8"))
    provider = yaml.safe_load((provisioning / "dashboards" / "contentforge.yaml").read_text(encoding="utf-8"))
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]

    mounted = {volume.split(":")[1] for volume in compose["grafana"]["volumes"]}
    assert provider["providers"][0]["options"]["path"] in mounted
    assert source["datasources"][0]["url"] == "http://prometheus:9090"
    assert "prometheus" in compose
