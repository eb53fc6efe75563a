"""Prometheus as Debian packages it, on the shipped configuration, over the processes of a rig.

Two things are changed, because here is one machine and not a compose network, and because nobody waits a quarter of an
hour for a test:

- each `dns_sd_configs` becomes a file that names the processes which a look-up would have found at that moment: those
  that exist, ready or not, each at its own port;
- time runs `FASTER` times as fast: intervals, `for`, ranges in brackets, and the ages that a rule allows
  (`..._oldest_..._seconds > 120`). What is compared with anything else (shares, counts, latencies) stays as shipped.
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import httpx
import yaml

from contentforge_app.embedded import ports
from support.debian import program
from support.repository import ROOT
from support.rig import Rig
from support.rig_process import Process

SHIPPED: Final = ROOT / "deploy" / "prometheus"
FASTER: Final = 20
STEP_SECONDS: Final = 0.75
"""How often it scrapes here: 15 s, `FASTER` times as fast."""

_UNITS: Final = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION: Final = re.compile(r"(\d+)(ms|s|m|h|d)")
_RANGE: Final = re.compile(r"\[(\d+(?:ms|s|m|h|d))\]")
_AGE: Final = re.compile(r"(_oldest_(?:\w+_)?seconds\)*\s*>\s*)(\d+)")
_SERVICES: Final = {
    "api": "api",
    "worker-generation": "generation",
    "worker-media": "media",
    "worker-events": "events",
    "scheduler": "scheduler",
}
_LOOK_SECONDS: Final = 0.2


class Prometheus:
    """A running Prometheus that sees whatever of a rig's crew exists."""

    def __init__(self, rig: Rig, folder: Path, pace: int = FASTER) -> None:
        self.folder = folder
        self._pace = pace
        self._rig = rig
        self._services = self._write_configuration()
        self._closing = threading.Event()
        self._looking = threading.Thread(target=self._look_again_and_again, name="discovery")
        self.port = ports.free_port()
        command = [
            program("prometheus", "prometheus"),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]
        self._look()
        self._process = Process("prometheus", command, {"PATH": "/usr/bin"}, folder / "prometheus.log")
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api/v1", trust_env=False, timeout=20)

    def __enter__(self) -> Self:
        self._looking.start()
        try:
            self._process.wait_ready(self.port, "/-/ready")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._looking.join()
        self._http.close()
        self._process.end()

    # -- what it knows

    def alerts(self, state: str = "firing") -> dict[str, list[dict[str, Any]]]:
        """The alerts in this state by their names."""
        found: dict[str, list[dict[str, Any]]] = {}
        for alert in self._ask("alerts")["alerts"]:
            if alert["state"] == state:
                found.setdefault(alert["labels"]["alertname"], []).append(alert)
        return found

    def series(self, query: str, began: float, ended: float) -> list[dict[str, Any]]:
        """What a graph of this query shows between two moments, without what is no number."""
        step = max(STEP_SECONDS, (ended - began) / 1000)
        answer = self._ask("query_range", query=query, start=began, end=ended, step=step)
        return [each for each in answer["result"] if any(value != "NaN" for _, value in each["values"])]

    def value(self, query: str) -> float | None:
        """The first value of a query now."""
        result = self._ask("query", query=query)["result"]
        return float(result[0]["value"][1]) if result else None

    def targets(self) -> dict[str, str]:
        """The health (`up`, `down`, `unknown`) of each process by its address."""
        found = self._ask("targets", state="active")["activeTargets"]
        return {each["labels"]["instance"]: each["health"] for each in found}

    def _ask(self, path: str, **parameters: str | float) -> Any:
        answer = self._http.get(path, params=parameters)
        told = answer.json()
        assert told["status"] == "success", told
        return told["data"]

    # -- what takes the place of DNS

    def _look_again_and_again(self) -> None:
        while not self._closing.wait(_LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        for job, names in self._services.items():
            kinds = {_SERVICES[name] for name in names}
            crew = [each for each in tuple(self._rig.crew) if each.name in kinds and each.alive and not each.stopped]
            addresses = {f"127.0.0.1:{self._rig.port_of(each)}" for each in crew}
            place = self.folder / f"{job}.json"
            said = json.dumps([{"targets": sorted(addresses)}])
            if not place.exists() or place.read_text(encoding="ascii") != said:
                fresh = place.with_suffix(".new")
                fresh.write_text(said, encoding="ascii")
                fresh.replace(place)

    def _write_configuration(self) -> Mapping[str, Sequence[str]]:
        """Write configuration and rules; the names that each job would have looked up."""
        shipped = yaml.safe_load((SHIPPED / "prometheus.yml").read_text(encoding="utf-8"))
        names: dict[str, list[str]] = {}
        for key, value in shipped["global"].items():
            shipped["global"][key] = faster(value, self._pace)
        for job in shipped["scrape_configs"]:
            names[job["job_name"]] = [name for found in job.pop("dns_sd_configs") for name in found["names"]]
            job["file_sd_configs"] = [{"files": [str(self.folder / f"{job['job_name']}.json")]}]
        (self.folder / "prometheus.yml").write_text(yaml.dump(shipped), encoding="utf-8")
        for file in shipped["rule_files"]:
            rules = yaml.safe_load((SHIPPED / file).read_text(encoding="utf-8"))
            (self.folder / file).write_text(yaml.dump(_rules_faster(rules, self._pace)), encoding="utf-8")
        return names


def faster(duration: str, pace: int = FASTER) -> str:
    """A duration as Prometheus writes it, `pace` times as short."""
    found = _DURATION.fullmatch(duration)
    assert found is not None, duration
    return f"{int(found[1]) * _UNITS[found[2]] // pace}ms"


def query_faster(query: str, pace: int) -> str:
    """A rule's query whose ranges, and ages that it compares with, are `pace` times as short."""
    ranges = _RANGE.sub(lambda found: f"[{faster(found[1], pace)}]", query)
    return _AGE.sub(lambda found: f"{found[1]}{int(found[2]) / pace:g}", ranges)


def _rules_faster(rules: dict[str, Any], pace: int) -> dict[str, Any]:
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule["expr"] = query_faster(rule["expr"], pace)
            if "for" in rule:
                rule["for"] = faster(rule["for"], pace)
    return rules
