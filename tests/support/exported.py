"""The names of all metrics that the product's processes export, read from the processes' own registries."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from contentforge_app.factory import create_app
from contentforge_app.handlers import watch_images
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Settings
from contentforge_content.providers.calls import ModelCalls
from support.app import SECRETS, Bell

_NOWHERE = SecretStr("postgresql://nobody@127.0.0.1:9/none")


@cache
def exported() -> dict[str, frozenset[str]]:
    """The labels by the name as Prometheus stores it: an API process, with what a worker adds to it."""
    with TemporaryDirectory() as folder:
        runtime = Runtime(
            Settings.model_validate(
                {
                    "env": "test",
                    "data_dir": Path(folder),
                    "database": {"url": _NOWHERE, "system_url": _NOWHERE},
                    "redis": {"url": "redis://127.0.0.1:9/0"},
                    "secrets": SECRETS,
                }
            ),
            Bell(),
        )
        create_app(runtime)
        watch_images(runtime.metrics, runtime.image_pool())
        ModelCalls(runtime.settings.ai, runtime.providers(), runtime.metrics)
    found: dict[str, frozenset[str]] = {}
    for collector in runtime.metrics.registry._collector_to_names:
        names = getattr(collector, "_labelnames", None)
        labels = frozenset(names if names is not None else getattr(collector, "_labels", ()))
        for metric in collector.describe() if hasattr(collector, "describe") else ():
            for name in _stored(metric.name, metric.type):
                found[name] = labels
    for metric in runtime.metrics.registry.collect():
        for sample in metric.samples:
            found.setdefault(sample.name, frozenset(sample.labels))
    return found


def _stored(name: str, kind: str) -> list[str]:
    match kind:
        case "counter":
            return [f"{name}_total"]
        case "histogram":
            return [f"{name}_bucket", f"{name}_sum", f"{name}_count"]
        case _:
            return [name]
