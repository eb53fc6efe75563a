"""Every alert is raised by what it is for, stays silent in ordinary times, and has its page in the runbook.

The rules are run by promtool, which Debian's package `prometheus` brings; without it that half is skipped, and says so.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from support.debian import program
from support.exported import exported
from support.promql import labels_in, names_in
from support.repository import ROOT

_RULES: Final = ROOT / "deploy" / "prometheus" / "alerts.yaml"
_TARGET: Final = {"up", "instance", "job"}


@dataclass(frozen=True)
class Case:
    """Series as promtool writes them (first value, step per minute, number of steps), and when to look."""

    troubled: dict[str, str]
    calm: dict[str, str]
    minutes: int = 40


def _requests(failing: int) -> dict[str, str]:
    return {
        'contentforge_http_requests_total{api="cgms",method="GET",route="/a",status="2xx"}': "0+1000x60",
        'contentforge_http_requests_total{api="cgms",method="GET",route="/a",status="5xx"}': f"0+{failing}x60",
    }


def _durations(slow: int, route: str = "/a") -> dict[str, str]:
    name = "contentforge_http_request_seconds_bucket"
    labels = f'api="cgms",method="GET",route="{route}"'
    return {
        f'{name}{{{labels},le="1.0"}}': f"0+{1000 - slow}x60",
        f'{name}{{{labels},le="2.5"}}': "0+1000x60",
        f'{name}{{{labels},le="+Inf"}}': "0+1000x60",
    }


def _connections(used: int) -> dict[str, str]:
    labels = 'instance="api-1",role="app"'
    return {
        f"contentforge_database_connections_in_use{{{labels}}}": f"{used}+0x60",
        f"contentforge_database_connections_limit{{{labels}}}": "12+0x60",
    }


def _oldest(seconds: int) -> dict[str, str]:
    return {'contentforge_work_oldest_due_seconds{queue="generation",kind="generation"}': f"{seconds}+0x60"}


def _ended(outcome: str, bad: int) -> dict[str, str]:
    return {
        'contentforge_work_items_total{kind="generation",outcome="done"}': "0+10x60",
        f'contentforge_work_items_total{{kind="generation",outcome="{outcome}"}}': f"0+{bad}x60",
    }


def _duties(done: int, failed: int) -> dict[str, str]:
    return {
        'contentforge_duties_total{duty="sweep",outcome="done"}': f"0+{done}x60",
        'contentforge_duties_total{duty="sweep",outcome="failed"}': f"0+{failed}x60",
    }


def _calls(ok: int, failed: int, cancelled: int = 0) -> dict[str, str]:
    counts = {"ok": ok, "provider_busy": failed, "cancelled": cancelled}
    name = "contentforge_provider_calls_total"
    return {f'{name}{{provider="openai",outcome="{outcome}"}}': f"0+{count}x60" for outcome, count in counts.items()}


def _one_failure(minute: int) -> dict[str, str]:
    """A provider that is called once, in vain."""
    counted = 'contentforge_provider_calls_total{provider="gemini",outcome='
    return {f'{counted}"ok"}}': "0x60", f'{counted}"provider_busy"}}': f"0x{minute - 1} 1x60"}


def _left_alone(one: int, other: int) -> dict[str, str]:
    workers = {"worker-1": one, "worker-2": other}
    name = "contentforge_provider_left_alone"
    return {f'{name}{{provider="openai",instance="{each}"}}': f"{is_so}+0x60" for each, is_so in workers.items()}


def _delays(late: int) -> dict[str, str]:
    name = "contentforge_live_event_delay_seconds_bucket"
    return {
        f'{name}{{le="2.5"}}': f"0+{100 - late}x60",
        f'{name}{{le="5.0"}}': "0+100x60",
        f'{name}{{le="+Inf"}}': "0+100x60",
    }


def _processes(*names: str) -> dict[str, str]:
    return {f'contentforge_process_info{{process="{name}",version="0.1.0"}}': "1+0x60" for name in names}


_INBOX: Final = 'contentforge_inbox_oldest_seconds{instance="scheduler-1"}'
_UP: Final = 'up{job="contentforge-api",instance="api-1"}'
_STARTED: Final = 'process_start_time_seconds{job="contentforge-api",instance="api-1"}'

CASES: Final = {
    "ContentForgeApiFails": Case(_requests(30), _requests(10)),
    "ContentForgeApiSlow": Case(_durations(20), {**_durations(5), **_durations(500, "/content/generate")}),
    "ContentForgePoolFull": Case(_connections(11), _connections(8)),
    "ContentForgeWorkWaits": Case(_oldest(200), _oldest(60)),
    "ContentForgeWorkGivenUp": Case(_ended("given_up", 5), _ended("given_up", 1), minutes=50),
    "ContentForgeLeasesLost": Case(_ended("lease_lost", 1), _ended("interrupted", 1)),
    "ContentForgeNoScheduler": Case(_duties(0, 0), _duties(30, 0)),
    "ContentForgeDutyFails": Case(_duties(30, 1), _duties(30, 0)),
    "ContentForgeProviderFails": Case(_calls(10, 20), {**_calls(10, 5, cancelled=90), **_one_failure(34)}),
    "ContentForgeProviderLeftAlone": Case(_left_alone(1, 1), _left_alone(1, 0)),
    "ContentForgeEventsUnpublished": Case(
        {"contentforge_live_events_oldest_seconds": "0+60x60"},
        {"contentforge_live_events_oldest_seconds": "2 40 " * 30},
    ),
    "ContentForgeEventsLate": Case(_delays(5), _delays(0)),
    "ContentForgeInboxStuck": Case({_INBOX: "0+60x60"}, {_INBOX: "500 30 " * 30}),
    "ContentForgeProcessMissing": Case(
        _processes("api", "worker media", "worker events"),
        _processes("api", "worker generation", "worker media", "worker events"),
    ),
    "ContentForgeProcessDown": Case({_UP: "0+0x60"}, {_UP: "1+0x60"}),
    "ContentForgeProcessRestarts": Case({_STARTED: "0+60x60"}, {_STARTED: "5+0x60"}),
}


def _alerts() -> dict[str, dict[str, Any]]:
    groups = yaml.safe_load(_RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def test_every_alert_has_a_case_here() -> None:
    assert CASES.keys() == _alerts().keys()


@pytest.mark.parametrize("name", CASES)
def test_an_alert_asks_for_metrics_and_labels_that_are_exported(name: str) -> None:
    expression = _alerts()[name]["expr"]

    known = exported()
    names = names_in(expression)
    assert names, expression
    assert names - known.keys() - {"up"} == set()
    allowed = {label for each in names if each in known for label in known[each]} | {"le", "job", "instance"}
    assert labels_in(expression) - allowed == set()


@pytest.mark.parametrize("name", CASES)
def test_an_alert_tells_how_urgent_it_is_and_where_to_read_on(name: str) -> None:
    alert = _alerts()[name]
    runbook = (ROOT / "deploy" / "runbook.md").read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-")
        for each in re.findall(r"^#+ (.*)$", runbook, re.MULTILINE)
    }

    assert alert["labels"]["severity"] in {"page", "ticket"}
    page, _, anchor = alert["annotations"]["runbook_url"].partition("#")
    assert (ROOT / page).is_file()
    assert anchor == name.lower()
    assert anchor in headings


@pytest.mark.parametrize("raised", [True, False], ids=["raised", "silent"])
@pytest.mark.parametrize("name", CASES)
def test_an_alert_is_raised_by_trouble_and_by_nothing_else(tmp_path: Path, name: str, *, raised: bool) -> None:
    case = CASES[name]
    series = case.troubled if raised else case.calm
    asked = {
        "expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}})',
        "eval_time": f"{case.minutes}m",
        "exp_samples": [{"labels": "{}", "value": 1}] if raised else [],
    }
    test = {
        "rule_files": [str(_RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": each, "values": values} for each, values in series.items()],
                "promql_expr_test": [asked],
            }
        ],
    }
    path = tmp_path / "test.yaml"
    path.write_text(yaml.dump(test), encoding="utf-8")

    command = [program("promtool", "prometheus"), "test", "rules", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_configuration_of_prometheus_is_one() -> None:
    path = _RULES.with_name("prometheus.yml")
    command = [program("promtool", "prometheus"), "check", "config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_scrapes_every_process_of_compose() -> None:
    jobs = yaml.safe_load(_RULES.with_name("prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    scraped = {(name, found["port"]) for job in jobs for found in job["dns_sd_configs"] for name in found["names"]}
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]

    ours = {
        name
        for name, service in services.items()
        if service.get("command", [""])[0] in {"serve", "worker", "scheduler"}
    }
    assert scraped == {(name, 8000 if name == "api" else 9100) for name in ours}
