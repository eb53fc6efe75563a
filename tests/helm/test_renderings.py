"""Whatever values are given, what comes out is valid, safe and able to start."""

import re
from typing import Final

import helm_python
import pytest
import yaml

from support.chart import CHART, Values, merged, production, render
from support.chart_checks import CHECKS, problems
from support.chart_pods import SECRET_NAMES, starts

_JOBS: Final = re.compile(r'job=~"([^"]+)"')

_OWN_SECRET: Final[Values] = {"existingSecret": "copy-secrets"}
_GATEWAY: Final[Values] = {
    "ingress": {"enabled": False},
    "gateway": {"enabled": True, "parentRefs": [{"name": "web", "namespace": "edge"}], "hosts": ["copy.example.org"]},
}
_PLACED: Final[Values] = {
    "extraEnv": [{"name": "OTEL_SERVICE_NAME", "value": "copy"}],
    "podAnnotations": {"example.org/a": "b"},
    "podLabels": {"team": "copy"},
    "nodeSelector": {"disk": "fast"},
    "tolerations": [{"key": "spot", "operator": "Exists"}],
    "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}},
    "priorityClassName": "serving",
}

EVALUATION: Final[dict[str, Values]] = {
    "no values": {},
    "no ingress": {"ingress": {"enabled": False}},
    "hosts with tls": {
        "ingress": {
            "className": "nginx",
            "hosts": ["copy.example.org", "copy.example.com"],
            "tls": [{"secretName": "tls", "hosts": ["copy.example.org"]}],
            "annotations": {"cert-manager.io/cluster-issuer": "letsencrypt"},
        }
    },
    "gateway": _GATEWAY,
    "gateway without session persistence": merged(_GATEWAY, {"gateway": {"sessionPersistence": False, "hosts": []}}),
    "nothing closed": {"closedPaths": []},
    "nothing scales": {"api": {"autoscaling": {"enabled": False}, "replicas": 1}},
    "no policies, budgets or spread": {
        "networkPolicy": {"enabled": False},
        "podDisruptionBudgets": {"enabled": False},
        "topologySpread": {"enabled": False},
    },
    "no volume for the database": {"postgresql": {"storageSize": ""}},
    "classes of storage": {"storage": {"local": {"storageClass": "fast"}}, "postgresql": {"storageClass": "fast"}},
    "files on every node": {"storage": {"local": {"accessModes": ["ReadWriteMany"]}}},
    "files in a bucket": {"storage": {"backend": "s3", "endpointUrl": "http://minio:9000"}},
    "no migration": {"migration": {"enabled": False}},
    "backups": {"backup": {"enabled": True, "storageClass": "fast"}},
    "placed pods": {"api": _PLACED, "workers": _PLACED, "scheduler": _PLACED},
    "a long name": {"fullnameOverride": "c" * 40},
    "another name": {"nameOverride": "texts"},
    "settings of every type": {
        "settings": {
            "CONTENTFORGE_GENERATION__PER_ORGANIZATION": 7,
            "CONTENTFORGE_EGRESS__ALLOW": ["10.1.0.0/16"],
            "CONTENTFORGE_HOSTS": {"copy.example.org": "acme/writer"},
            "CONTENTFORGE_RATE_LIMIT__ENABLED": False,
            "CONTENTFORGE_BLOG__DEFAULT_SITE": "news",
        }
    },
    "secrets of its own": {"secrets": {"OPENAI_API_KEY": "sk-1234567890abcdef"}},
    "own accounts": {
        "serviceAccounts": {
            "api": {"name": "serving", "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/files"}},
            "worker": {"create": False},
            "migration": {"create": False, "name": ""},
        }
    },
    "a digest and pull secrets": {"image": {"digest": f"sha256:{'0' * 64}"}, "imagePullSecrets": ["registry"]},
    "the newest internet protocol": {"listenAddress": "::"},
    "all that watches": {
        "observability": {
            "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
            "prometheusRule": {"enabled": True, "labels": {"release": "prometheus"}},
            "dashboards": {"enabled": True},
            "otlpEndpoint": "http://collector:4318",
        }
    },
}

PRODUCTION: Final[dict[str, Values]] = {
    "given secrets": production(),
    "own secret": production(_OWN_SECRET, secrets=False),
    "own secret for the owner": production({**_OWN_SECRET, "migration": {"existingSecret": "owner"}}, secrets=False),
    "given secrets, own for the owner": production({"migration": {"existingSecret": "owner"}}),
    "backups of the database alone, onto a volume that is there": production(
        {"backup": {"enabled": True, "withoutMedia": True, "existingClaim": "backups", "keep": 3}}
    ),
    "gateway": production(_GATEWAY),
    "keda": production({"workers": {"autoscaling": "keda"}}),
    "external metrics": production({"workers": {"autoscaling": "hpa"}}),
    "files on every node": production({"storage": {"backend": "local", "local": {"accessModes": ["ReadWriteMany"]}}}),
    "an existing volume": production(
        {"storage": {"backend": "local", "local": {"accessModes": ["ReadWriteMany"], "existingClaim": "files"}}},
    ),
    "mail and payments": production(
        {
            "mail": {"backend": "smtp", "host": "smtp.example.org", "fromAddress": "a@example.org", "username": "a"},
            "billing": {"mode": "stripe"},
            "secrets": {
                "CONTENTFORGE_MAIL__PASSWORD": "Yk3Qm8-mail",
                "STRIPE_SECRET_KEY": "sk_test_51Yk3Qm8",
                "STRIPE_WEBHOOK_SECRET": "whsec_Yk3Qm8Yk3Qm8",
            },
        }
    ),
    "named peers": production(
        {
            "networkPolicy": {
                "ingressFrom": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}],
                "metricsFrom": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
                "egress": {
                    "postgresql": {"ports": [6432], "to": [{"ipBlock": {"cidr": "10.0.8.0/24"}}]},
                    "s3": {"to": [{"ipBlock": {"cidr": "10.0.9.0/24"}}]},
                },
                "extraEgress": [{"to": [{"ipBlock": {"cidr": "10.1.0.0/16"}}]}],
            }
        }
    ),
    "strict spread": production({"topologySpread": {"whenUnsatisfiable": "DoNotSchedule"}}),
}
# A claim of the operator's own is not in the rendering.
_ELSEWHERE: Final = {
    "an existing volume": "there is no PersistentVolumeClaim files",
    "backups of the database alone, onto a volume that is there": "there is no PersistentVolumeClaim backups",
}

ALL: Final = {
    **{f"evaluation: {name}": values for name, values in EVALUATION.items()},
    **{f"production: {name}": values for name, values in PRODUCTION.items()},
}


@pytest.mark.parametrize("upgrade", [False, True], ids=["install", "upgrade"])
@pytest.mark.parametrize("combination", ALL)
def test_every_combination_of_values_answers_every_question(combination: str, *, upgrade: bool) -> None:
    found = problems(render(ALL[combination], upgrade=upgrade))

    elsewhere = _ELSEWHERE.get(combination.partition(": ")[2])
    assert [problem for problem in found if elsewhere is None or elsewhere not in problem] == []


@pytest.mark.parametrize("name", ["x", "x" * 53], ids=["short", "longest"])
def test_names_fit_for_every_name_of_a_release(name: str) -> None:
    rendering = render(production({"workers": {"autoscaling": "keda"}}), name=name)

    assert problems(rendering) == []
    assert max(len(found["metadata"]["name"]) for found in rendering.objects) <= 63


def test_alerts_and_dashboards_know_the_processes_whatever_the_release_is_called() -> None:
    watched = {"enabled": True}
    values = {"fullnameOverride": "cf", "observability": {"serviceMonitor": watched, "prometheusRule": watched}}
    rendering = render(values)

    [rules] = rendering.of("PrometheusRule")
    asked = set(_JOBS.findall(yaml.safe_dump(rules["spec"])))
    endpoints = [each for monitor in rendering.of("ServiceMonitor") for each in monitor["spec"]["endpoints"]]
    jobs = [relabeling["replacement"] for each in endpoints for relabeling in each["relabelings"]]
    assert jobs == ["contentforge-api", "contentforge-ops"]
    assert asked
    assert all(re.fullmatch(pattern, job) for pattern in asked for job in jobs)


def test_long_names_of_two_releases_stay_apart() -> None:
    first, second = (render(name="x" * 50 + ending) for ending in ("a", "b"))

    def names(rendering: object) -> set[str]:
        return {found["metadata"]["name"] for found in getattr(rendering, "objects", ())}

    assert names(first) & names(second) == set()


@pytest.mark.parametrize("values", [{}, production()], ids=["evaluation", "production"])
def test_the_linter_of_helm_has_nothing_to_say(values: Values) -> None:
    report = helm_python.lint(CHART, values, strict=True)

    said = [message["error"] for message in report["messages"] if message["error"] != "icon is recommended"]
    assert (report["total_charts_linted"], report["errors"], said) == (1, [], [])


def test_what_is_asked_of_a_rendering_can_fail() -> None:
    """A look at the checks themselves: without its secrets, no process would start."""
    rendering = render(production())
    secret = rendering.named("Secret", "demo-contentforge")
    held = secret["stringData"].pop("CONTENTFORGE_SECRETS__JWT")
    try:
        found = list(starts(rendering))
    finally:
        secret["stringData"]["CONTENTFORGE_SECRETS__JWT"] = held

    assert len(found) == 5
    assert all("CONTENTFORGE_SECRETS__JWT is not set" in problem for problem in found)
    assert len(CHECKS) == 15


def test_the_chart_knows_every_secret_of_the_settings() -> None:
    with helm_python.Chart.load(CHART) as chart:
        schema = chart.schema or {}

    named = set(schema["properties"]["secrets"]["propertyNames"]["enum"])
    assert named | {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "VALKEY_PASSWORD"} == SECRET_NAMES
    given = {entry["name"] for each in render().workloads for entry in each.container.get("env", ())}
    assert named <= given
