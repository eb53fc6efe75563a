"""One deliberate mistake of each kind in a copy of the chart: the question that is meant for it must notice."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from support.chart import CHART, Values, render
from support.chart_checks import CHECKS


@dataclass(frozen=True)
class Mistake:
    """In `file`, `right` becomes `wrong`; `check` must tell of it, in words that contain `said`."""

    file: str
    right: str
    wrong: str
    check: str
    said: str
    values: Values = field(default_factory=dict)


MISTAKES: Final = {
    "a field that the API does not have": Mistake(
        "_pods.tpl",
        "enableServiceLinks: false",
        "enableServiceLink: false",
        "is_what_its_api_says",
        "enableServiceLink",
    ),
    "a field of the wrong type": Mistake(
        "poddisruptionbudgets.yaml", "maxUnavailable: 1", "maxUnavailable: [1]", "is_what_its_api_says", "[1]"
    ),
    "an API that is gone": Mistake(
        "ingress.yaml", "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "is_what_its_api_says", "has no Ingress"
    ),
    "a field that a custom kind does not have": Mistake(
        "monitoring.yaml",
        "path: /metrics",
        "paths: /metrics",
        "is_what_its_api_says",
        "paths",
        {"observability": {"serviceMonitor": {"enabled": True}}},
    ),
    "a missing probe": Mistake("_pods.tpl", "livenessProbe:", "x-livenessProbe:", "is_probed", "no livenessProbe"),
    "a probe of another path": Mistake("_pods.tpl", "path: /readyz", "path: /health", "is_probed", "/health"),
    "a probe of a port that is not there": Mistake(
        "_pods.tpl", "{path: /livez, port: {{ .port }}}", "{path: /livez, port: web}", "is_probed", "'web'"
    ),
    "a secret in a ConfigMap": Mistake(
        "_settings.tpl",
        "CONTENTFORGE_ENV: production",
        "CONTENTFORGE_ENV: production\nSTRIPE_SECRET_KEY: sk_live_1",
        "keeps_secrets_to_secrets",
        "STRIPE_SECRET_KEY",
    ),
    "the value of a secret among the arguments": Mistake(
        "evaluation-valkey.yaml",
        "exec valkey-server /tmp/valkey.conf",
        'exec valkey-server --requirepass {{ index $.Values.secrets "OPENAI_API_KEY" }}',
        "keeps_secrets_to_secrets",
        "tells a secret",
        {"secrets": {"OPENAI_API_KEY": "sk-Yk3Qm8Yk3Qm8"}},
    ),
    "a wrong name of a variable": Mistake(
        "_settings.tpl",
        "CONTENTFORGE_TRUSTED_PROXIES",
        "CONTENTFORGE_TRUSTED_PROXY",
        "names_known_variables",
        "CONTENTFORGE_TRUSTED_PROXY is no setting",
    ),
    "a variable that no process starts without": Mistake(
        "_settings.tpl", "CONTENTFORGE_REDIS__URL ", "", "starts", "CONTENTFORGE_REDIS__URL is not set"
    ),
    "a value that the settings refuse": Mistake(
        "_settings.tpl", "CONTENTFORGE_ENV: production", "CONTENTFORGE_ENV: live", "starts", "env"
    ),
    "the owner's URL for everybody": Mistake(
        "_settings.tpl",
        "CONTENTFORGE_DATABASE__URL ",
        "CONTENTFORGE_DATABASE__URL CONTENTFORGE_DATABASE__OWNER_URL ",
        "keeps_the_owner_to_the_migration",
        "has the owner's URL",
    ),
    "a key that the Secret does not have": Mistake(
        "evaluation-postgresql.yaml", "key: OWNER_PASSWORD", "key: PASSWORD", "refers_to_what_is_there", "no PASSWORD"
    ),
    "an account that nobody makes": Mistake(
        "serviceaccounts.yaml", 'list "api" "worker"', 'list "api"', "refers_to_what_is_there", "no account"
    ),
    "a volume that is not mounted": Mistake(
        "_pods.tpl", "- {name: tmp, mountPath: /tmp}", "", "refers_to_what_is_there", "mounts"
    ),
    "a Service that selects nothing": Mistake(
        "services.yaml", '(list $ "api")', '(list $ "apis")', "selects_what_it_means", "selects nothing"
    ),
    "a budget for the pods of others": Mistake(
        "poddisruptionbudgets.yaml",
        "(list $ .) | nindent 6",
        '(list $ "api") | nindent 6',
        "selects_what_it_means",
        "-api",
    ),
    "a port that no container has": Mistake(
        "services.yaml", "targetPort: ops", "targetPort: metrics", "meets_ports_that_are_there", "'metrics'"
    ),
    "a policy for another port": Mistake(
        "networkpolicies.yaml", "port: http}", "port: https}", "meets_ports_that_are_there", "'https'"
    ),
    "an Ingress to another Service": Mistake(
        "ingress.yaml",
        '(printf "%s-sockets" $name)',
        '(printf "%s-socket" $name)',
        "meets_ports_that_are_there",
        "-socket",
    ),
    "a process that listens elsewhere": Mistake(
        "_settings.tpl", 'CONTENTFORGE_OPS_PORT: "9100"', 'CONTENTFORGE_OPS_PORT: "9090"', "listens_where_told", "9090"
    ),
    "a container that may write its root": Mistake(
        "_pods.tpl", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "is_restricted", "read-only root"
    ),
    "a container with capabilities": Mistake(
        "_pods.tpl", "capabilities: {drop: [ALL]}", "capabilities: {drop: [NET_RAW]}", "is_restricted", "drops ALL"
    ),
    "a pod with a token of the cluster": Mistake(
        "_pods.tpl", "automountServiceAccountToken: false", "", "is_restricted", "no token"
    ),
    "a container without limits": Mistake(
        "_pods.tpl", "{{- toYaml .values.resources | nindent 12 }}", "{}", "has_resources", "resources"
    ),
    "less grace than the drain needs": Mistake(
        "_pods.tpl",
        "terminationGracePeriodSeconds: {{ $placed.terminationGracePeriodSeconds }}",
        "terminationGracePeriodSeconds: 30",
        "drains_in_time",
        "has 30 s and needs more than 30 s",
        {"api": {"preStopSeconds": 5}},
    ),
    "a pod that stops before proxies know": Mistake(
        "_pods.tpl", "{{- with .preStop }}", "{{- with .nothing }}", "drains_in_time", "before proxies know"
    ),
    "a number of pods beside a scaler": Mistake(
        "_pods.tpl", "{{- if not .autoscaled }}", "{{- if true }}", "scales_what_is_there", "is scaled 1 times"
    ),
    "a name that is too long": Mistake(
        "_names.tpl", "gt (len $name) 40", "gt (len $name) 70", "is_named_within_limits", "characters long"
    ),
}  # fmt: skip - one mistake, one entry


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_chart_does_not_pass(tmp_path: Path, name: str) -> None:
    mistake = MISTAKES[name]
    copy = tmp_path / "contentforge"
    shutil.copytree(CHART, copy)
    template = copy / "templates" / mistake.file
    text = template.read_text(encoding="utf-8")
    assert mistake.right in text
    template.write_text(text.replace(mistake.right, mistake.wrong), encoding="utf-8")
    release = "x" * 53 if "long" in name else "demo"

    found = list(CHECKS[mistake.check](render(mistake.values, name=release, chart=copy)))

    assert any(mistake.said in problem for problem in found), found


def test_the_chart_without_a_mistake_passes_where_the_mistakes_do_not() -> None:
    for mistake in MISTAKES.values():
        assert list(CHECKS[mistake.check](render(mistake.values))) == []


def test_each_question_has_a_mistake_that_it_notices() -> None:
    assert {mistake.check for mistake in MISTAKES.values()} == set(CHECKS)
