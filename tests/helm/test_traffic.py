"""Who gets where: visitors to the API and the process of their socket, processes to what they need and no further."""

from ipaddress import ip_network
from typing import Any

import pytest

from contentforge_platform.egress import addresses
from support.chart import Manifest, Rendering, Values, production, render

_GATEWAY: Values = {"gateway": {"enabled": True, "parentRefs": [{"name": "web"}], "hosts": ["copy.example.org"]}}


def test_sockets_have_an_ingress_of_their_own_whose_clients_stay_where_they_began() -> None:
    ingress = render().named("Ingress", "demo-contentforge-sockets")

    paths = [path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
    assert [(path["path"], path["pathType"]) for path in paths] == [("/socket.io", "Prefix")]
    assert paths[0]["backend"]["service"]["name"] == "demo-contentforge-sockets"
    annotations = ingress["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert int(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]) > 45  # the ping and its time-out
    service = render().named("Service", "demo-contentforge-sockets")
    assert service["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"


def test_other_requests_go_to_any_process() -> None:
    ingress = render().named("Ingress", "demo-contentforge")

    paths = {path["path"]: path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]}
    assert paths["/"]["backend"]["service"]["name"] == "demo-contentforge"
    assert not any("affinity" in name for name in ingress["metadata"]["annotations"])


@pytest.mark.parametrize("path", ["/metrics", "/livez", "/readyz"])
def test_what_only_the_cluster_may_see_leads_nowhere_from_outside(path: str) -> None:
    rendering = render(_GATEWAY)

    ingress = rendering.named("Ingress", "demo-contentforge")
    closed = [each for rule in ingress["spec"]["rules"] for each in rule["http"]["paths"] if each["path"] == path]
    assert [(each["pathType"], each["backend"]["service"]["name"]) for each in closed] == [
        ("Exact", "demo-contentforge-closed")
    ]
    assert _backend(rendering, path) == "demo-contentforge-closed"
    assert "selector" not in rendering.named("Service", "demo-contentforge-closed")["spec"]


def test_a_route_of_the_gateway_api_keeps_socket_clients_at_their_process() -> None:
    rendering = render(_GATEWAY)

    (sockets,) = [rule for rule in _rules(rendering) if _path(rule) == "/socket.io"]
    assert sockets["sessionPersistence"]["type"] == "Cookie"
    assert _backend(rendering, "/socket.io") == "demo-contentforge-sockets"
    assert _backend(rendering, "/") == "demo-contentforge"


def _rules(rendering: Rendering) -> list[Manifest]:
    (route,) = rendering.of("HTTPRoute")
    return list(route["spec"]["rules"])


def _path(rule: Manifest) -> Any:
    return rule["matches"][0]["path"]["value"]


def _backend(rendering: Rendering, path: str) -> str:
    for rule in _rules(rendering):
        if path in [match["path"]["value"] for match in rule["matches"]]:
            return str(rule["backendRefs"][0]["name"])
    raise AssertionError(path)


def test_every_pod_is_denied_everything_that_no_policy_allows() -> None:
    rendering = render()
    denied = rendering.named("NetworkPolicy", "demo-contentforge-default-deny")["spec"]

    assert denied["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in denied
    assert "egress" not in denied
    wanted = denied["podSelector"]["matchLabels"].items()
    assert [each.name for each in rendering.workloads if not wanted <= each.labels.items()] == []


def test_processes_reach_the_public_web_and_no_private_network() -> None:
    (web,) = [rule for rule in _egress(render(production())) if _blocks(rule)]

    assert _ports(web) == {("TCP", 80), ("TCP", 443)}
    blocks = {block["cidr"]: {ip_network(each) for each in block["except"]} for block in _blocks(web)}
    assert blocks == {
        "0.0.0.0/0": set(addresses._NOT_PUBLIC_V4),
        str(addresses._GLOBAL_UNICAST_V6): set(addresses._NOT_PUBLIC_V6),
    }


def test_processes_reach_the_services_that_they_are_configured_for() -> None:
    plain, full = (
        {port for rule in _egress(render(production(values))) for port in _ports(rule)}
        for values in (
            {},
            {
                "mail": {"backend": "smtp", "host": "smtp.example.org", "fromAddress": "a@example.org"},
                "observability": {"otlpEndpoint": "http://collector:4318"},
            },
        )
    )

    assert plain == {("UDP", 53), *(("TCP", port) for port in (53, 5432, 6379, 9000, 80, 443))}
    assert full - plain == {("TCP", port) for port in (25, 465, 587, 4318)}


def test_traces_go_where_the_values_say_and_not_at_all_without_them() -> None:
    given = {"observability": {"otlpEndpoint": "http://collector:4318", "traceRatio": 0.25}}
    plain, traced = (
        render(production(values)).named("ConfigMap", "demo-contentforge")["data"] for values in ({}, given)
    )

    assert {name: value for name, value in traced.items() if name not in plain} == {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.25",
    }


def test_the_engines_of_evaluation_are_reached_by_their_labels_and_reach_nobody() -> None:
    rendering = render()
    reached = [
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
        for rule in _egress(rendering)
        for peer in rule.get("to", ())
        if "podSelector" in peer
    ]

    assert reached == ["postgresql", "valkey"]
    for engine in reached:
        policy = rendering.named("NetworkPolicy", f"demo-contentforge-{engine}")["spec"]
        assert "egress" not in policy
        assert policy["ingress"][0]["from"] == [{"podSelector": {"matchLabels": _instance(rendering)}}]


def test_the_migration_reaches_the_database_and_no_more() -> None:
    policy = render(production()).named("NetworkPolicy", "demo-contentforge-migration")["spec"]

    assert {port for rule in policy["egress"] for port in _ports(rule)} == {("TCP", 53), ("UDP", 53), ("TCP", 5432)}


def _egress(rendering: Rendering) -> list[Manifest]:
    return list(rendering.named("NetworkPolicy", "demo-contentforge-egress")["spec"]["egress"])


def _ports(rule: Manifest) -> set[tuple[str, int]]:
    return {(port["protocol"], port["port"]) for port in rule["ports"]}


def _blocks(rule: Manifest) -> list[Manifest]:
    return [peer["ipBlock"] for peer in rule.get("to", ()) if "except" in peer.get("ipBlock", {})]


def _instance(rendering: Rendering) -> dict[str, str]:
    deny = rendering.named("NetworkPolicy", "demo-contentforge-default-deny")
    return dict(deny["spec"]["podSelector"]["matchLabels"])


def test_where_only_some_may_call_the_api_prometheus_still_may() -> None:
    edge, monitoring = ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}} for name in "em")
    values = {"networkPolicy": {"ingressFrom": [edge], "metricsFrom": [monitoring]}}

    watched, unwatched = (
        render({**values, "observability": {"serviceMonitor": {"enabled": enabled}}}) for enabled in (True, False)
    )

    assert _callers(watched) == [[edge], [monitoring]]
    assert _callers(unwatched) == [[edge]]
    assert _callers(render()) == [None]


def _callers(rendering: Rendering) -> list[Any]:
    rules = rendering.named("NetworkPolicy", "demo-contentforge-api")["spec"]["ingress"]
    return [rule.get("from") for rule in rules]
