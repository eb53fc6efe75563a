"""What is written about the chart is what the chart is."""

import subprocess
import sys
from typing import Any

import helm_python
import yaml

from support.chart import CHART
from support.repository import ROOT


def test_the_readme_and_the_names_in_the_schema_are_current() -> None:
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, ROOT / "deploy" / "chart.py", "--check"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_value_has_a_comment_that_says_what_it_is_for() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    told = {
        line.split("`")[1] for line in (CHART / "README.md").read_text(encoding="utf-8").splitlines() if "| `" in line
    }

    untold = [path for path in _leaves(values) if not any(path == each or path.startswith(f"{each}.") for each in told)]
    assert untold == []


def test_the_schema_and_the_values_know_the_same_names() -> None:
    with helm_python.Chart.load(CHART) as chart:
        schema, values = chart.schema or {}, chart.values

    assert _unequal(schema, values, schema.get("$defs", {})) == []


def _unequal(schema: dict[str, Any], values: Any, named: dict[str, Any], path: str = "") -> list[str]:
    schema = named[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "properties" not in schema or not isinstance(values, dict):
        return []
    known = set(schema["properties"]) - {"global"}  # Helm's own
    found = [f"{path}.{name}" for name in known ^ set(values) if not path.endswith(("resources", "requests", "limits"))]
    for name in known & set(values):
        found += _unequal(schema["properties"][name], values[name], named, f"{path}.{name}")
    return found


def _leaves(values: Any, path: str = "") -> list[str]:
    if not isinstance(values, dict) or not values:
        return [path]
    return [leaf for name, value in values.items() for leaf in _leaves(value, f"{path}.{name}" if path else name)]
