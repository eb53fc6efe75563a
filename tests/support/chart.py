"""The chart as Helm itself renders it, for the tests to look at."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, cast

import helm_python
import yaml
from typing_extensions import override

from support.repository import ROOT

CHART: Final = ROOT / "helm" / "contentforge"
NAMESPACE: Final = "copy"

Values = dict[str, Any]
Manifest = dict[str, Any]

SECRETS: Final = {
    "CONTENTFORGE_DATABASE__URL": "postgresql://app:Yk3Qm8-app@db.internal:5432/contentforge",
    "CONTENTFORGE_DATABASE__SYSTEM_URL": "postgresql://system:Yk3Qm8-system@db.internal:5432/contentforge",
    "CONTENTFORGE_DATABASE__OWNER_URL": "postgresql://owner:Yk3Qm8-owner@db.internal:5432/contentforge",
    "CONTENTFORGE_REDIS__URL": "rediss://:Yk3Qm8-redis@redis.internal:6379/0",
    "CONTENTFORGE_SECRETS__JWT": "Vb7nQ2xK9mRt4WzY6pLd8sFg3hJc5aEu",
    "CONTENTFORGE_SECRETS__KEY_PEPPER": "Nw5eX8rT2yUq7iOp4aSd9fGh3jKl6zXc",
}
"""What production asks for; nobody's."""


@dataclass(frozen=True)
class Workload:
    """Something that makes pods."""

    manifest: Manifest

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])

    @property
    def component(self) -> str:
        return str(self.labels["app.kubernetes.io/component"])

    @property
    def _template(self) -> Manifest:
        spec = self.manifest["spec"]
        timed = self.manifest["kind"] == "CronJob"
        return cast("Manifest", (spec["jobTemplate"]["spec"] if timed else spec)["template"])

    @property
    def labels(self) -> dict[str, str]:
        return cast("dict[str, str]", self._template["metadata"]["labels"])

    @property
    def pod(self) -> Manifest:
        return cast("Manifest", self._template["spec"])

    @property
    def container(self) -> Manifest:
        """The only one: nothing here has companions."""
        (container,) = self.pod["containers"]
        return cast("Manifest", container)

    @property
    def is_ours(self) -> bool:
        """Whether it runs a process of the product, with its settings and its ways out."""
        return self.labels.get("contentforge.io/process") == "true"

    @property
    def ports(self) -> dict[str, int]:
        return {port["name"]: port["containerPort"] for port in self.container.get("ports", ())}


@dataclass(frozen=True)
class Rendering:
    """Everything that an install or upgrade with some values would apply, hooks included."""

    objects: tuple[Manifest, ...]
    notes: str

    def of(self, *kinds: str) -> list[Manifest]:
        return [found for found in self.objects if found["kind"] in kinds]

    def named(self, kind: str, name: str) -> Manifest:
        (found,) = (each for each in self.of(kind) if each["metadata"]["name"] == name)
        return found

    @cached_property
    def workloads(self) -> list[Workload]:
        return [Workload(found) for found in self.of("Deployment", "StatefulSet", "Job", "CronJob")]

    def running(self, component: str) -> Workload:
        (found,) = (each for each in self.workloads if each.component == component)
        return found


def render(
    values: Values | None = None, *, upgrade: bool = False, name: str = "demo", chart: Path = CHART
) -> Rendering:
    """Render the chart. Values that it refuses raise a HelmError."""
    return _rendered(json.dumps(values or {}), name, chart, upgrade=upgrade)


def production(values: Values | None = None, *, secrets: bool = True) -> Values:
    """The values of `values-production.yaml`, what it asks for, and `values` over them."""
    found = yaml.safe_load((CHART / "values-production.yaml").read_text(encoding="utf-8"))
    asked: Values = {"publicUrl": "https://copy.example.org"}
    if secrets:
        asked["secrets"] = dict(SECRETS)
    return merged(merged(found, asked), values or {})


def merged(below: Values, above: Values) -> Values:
    """Both, as Helm lays one file of values over another."""
    result = deepcopy(below)
    for key, value in above.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else deepcopy(value)
    return result


@cache
def _rendered(values: str, name: str, chart: Path, *, upgrade: bool) -> Rendering:
    with helm_python.Chart.load(chart) as loaded:
        rendered = loaded.render(
            json.loads(values), name=name, namespace=NAMESPACE, is_install=not upgrade, is_upgrade=upgrade
        )
    objects = [found for path, text in sorted(rendered.items()) for found in _objects(path, text)]
    notes = "".join(text for path, text in rendered.items() if path.endswith("NOTES.txt"))
    return Rendering(tuple(objects), notes)


def _objects(path: str, text: str) -> Iterator[Manifest]:
    if not path.endswith(".txt"):
        yield from (found for found in yaml.load_all(text, Loader=_UniqueKeys) if found)


class _UniqueKeys(yaml.CSafeLoader):
    """Refuses a key that stands twice in one mapping: YAML would let the last one win in silence."""

    @override
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, f"a key stands twice in {keys}", node.start_mark)
        return super().construct_mapping(node, deep)
