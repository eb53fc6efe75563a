"""The queries of the dashboards, as Grafana would send them."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from support.prometheus import STEP_SECONDS
from support.repository import ROOT

_FOLDER: Final = ROOT / "deploy" / "grafana" / "dashboards"
_SCRAPES: Final = 4  # how many Grafana's own $__rate_interval spans
_RATE_INTERVAL: Final = f"{int(STEP_SECONDS * _SCRAPES * 1000)}ms"
_NOTHING_BUT_ZERO: Final = re.compile(r"\s+or\s+vector\(0\)")
_INTERVALS: Final = re.compile(r"\$(?:\{__(?:rate_)?interval\}|__(?:rate_)?interval|__range)\b")
_VARIABLE: Final = re.compile(r"\$\{?\w+(?::\w+)?\}?")


@dataclass(frozen=True)
class PanelQuery:
    """One query of one panel."""

    dashboard: str
    panel: str
    number: int
    shipped: str

    @property
    def id(self) -> str:
        return f"{self.dashboard}: {self.panel} {self.number}"

    @property
    def query(self) -> str:
        """It with Grafana's variables replaced, and without the zero that it shows when there is nothing."""
        query = _INTERVALS.sub(_RATE_INTERVAL, _NOTHING_BUT_ZERO.sub("", self.shipped))
        return _VARIABLE.sub(".*", query)


def panel_queries() -> list[PanelQuery]:
    """Every query of every panel, rows that are folded included."""
    found: list[PanelQuery] = []
    for path in sorted(_FOLDER.glob("*.json")):
        for panel in _panels(json.loads(path.read_text(encoding="utf-8"))):
            found += [
                PanelQuery(path.stem, panel["title"], number, target["expr"])
                for number, target in enumerate(panel["targets"], start=1)
            ]
    return found


def _panels(holder: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for panel in holder.get("panels", ()):
        found += [panel] if panel.get("targets") else _panels(panel)
    return found
