"""What the objects of a rendering must be to each other: named, selected, referred to, and silent about secrets."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from support.chart import Manifest, Rendering, Workload
from support.chart_pods import SECRET_NAMES, secret_data, secret_references
from support.chart_schemas import faults_of

_NAME: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL: Final = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_SHORTEST_SECRET: Final = 8
_POD_HASH: Final = len("-5f7d9c8b64-x7k2p")


def is_what_its_api_says(rendering: Rendering) -> Iterator[str]:
    for found in rendering.objects:
        yield from (f"{_called(found)}: {fault}" for fault in faults_of(found))


def is_named_within_limits(rendering: Rendering) -> Iterator[str]:
    """Names and the names of the pods made from them fit into a label, and no two objects share one."""
    for found in rendering.objects:
        name = found["metadata"]["name"]
        if not _NAME.fullmatch(name) or len(name) > 63:
            yield f"{_called(found)}: is {len(name)} characters long, or not of the characters of a DNS label"
        labels = {**found["metadata"].get("labels", {}), **_pod_labels(found)}
        for label, value in labels.items():
            if not _LABEL.fullmatch(value) or len(value) > 63:
                yield f"{_called(found)}: label {label} is {value!r}"
    counted = Counter((found["kind"], found["metadata"]["name"]) for found in rendering.objects)
    yield from (f"{kind} {name} is there {times} times" for (kind, name), times in counted.items() if times > 1)


def _pod_labels(found: Manifest) -> dict[str, str]:
    return dict(found["spec"]["template"]["metadata"]["labels"]) if "template" in found.get("spec", {}) else {}


def selects_what_it_means(rendering: Rendering) -> Iterator[str]:
    """A workload and its budget select its own pods alone, Services and policies at least some."""
    for found in rendering.of("Deployment", "StatefulSet", "PodDisruptionBudget"):
        selected = _selected(rendering, found["spec"]["selector"]["matchLabels"])
        if selected != [found["metadata"]["name"]]:
            yield f"{_called(found)}: selects the pods of {selected}"
    for found in rendering.of("Service"):
        selector = found["spec"].get("selector")
        if selector is not None and not _selected(rendering, selector):
            yield f"{_called(found)}: selects nothing"
    for found in rendering.of("NetworkPolicy"):
        if not _selected(rendering, found["spec"]["podSelector"]["matchLabels"]):
            yield f"{_called(found)}: selects nothing"
    for workload in rendering.workloads:
        for spread in workload.pod.get("topologySpreadConstraints", ()):
            if _selected(rendering, spread["labelSelector"]["matchLabels"]) != [workload.name]:
                yield f"{workload.name}: spreads pods of others"


def _selected(rendering: Rendering, selector: dict[str, str]) -> list[str]:
    return [each.name for each in rendering.workloads if selector.items() <= each.labels.items()]


def meets_ports_that_are_there(rendering: Rendering) -> Iterator[str]:
    """From the outermost rule to the container: each port that is named exists at the other end."""
    services = {found["metadata"]["name"]: found for found in rendering.of("Service")}
    for service in services.values():
        for workload in _behind(rendering, service):
            for port in service["spec"]["ports"]:
                if port["targetPort"] not in workload.ports:
                    yield f"{_called(service)}: {workload.name} has no port {port['targetPort']!r}"
    for found, name, port in _roads(rendering):
        ports = {
            value for each in services.get(name, {"spec": {"ports": []}})["spec"]["ports"] for value in each.values()
        }
        if port not in ports:
            yield f"{_called(found)}: there is no port {port!r} of a Service {name}"
    for policy in rendering.of("NetworkPolicy"):
        reached = [each for each in rendering.workloads if _is_selected(each, policy["spec"]["podSelector"])]
        for port in (port["port"] for rule in policy["spec"].get("ingress", ()) for port in rule["ports"]):
            if not all(port in {*each.ports, *each.ports.values()} for each in reached):
                yield f"{_called(policy)}: lets in to a port {port!r} that is not there"


def _behind(rendering: Rendering, service: Manifest) -> list[Workload]:
    selector = service["spec"].get("selector")
    return [] if selector is None else [each for each in rendering.workloads if selector.items() <= each.labels.items()]


def _is_selected(workload: Workload, selector: Manifest) -> bool:
    return bool(selector["matchLabels"].items() <= workload.labels.items())


def _roads(rendering: Rendering) -> Iterator[tuple[Manifest, str, str | int]]:
    """Who leads to which port of which Service."""
    for ingress in rendering.of("Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                yield ingress, path["backend"]["service"]["name"], path["backend"]["service"]["port"]["name"]
    for route in rendering.of("HTTPRoute"):
        for rule in route["spec"]["rules"]:
            yield from ((route, backend["name"], backend["port"]) for backend in rule["backendRefs"])
    for monitor in rendering.of("ServiceMonitor"):
        wanted = monitor["spec"]["selector"]["matchLabels"].items()
        watched = [each for each in rendering.of("Service") if wanted <= each["metadata"]["labels"].items()]
        names = [each["metadata"]["name"] for each in watched] or ["(none)"]
        yield from ((monitor, name, each["port"]) for name in names for each in monitor["spec"]["endpoints"])


def refers_to_what_is_there(rendering: Rendering) -> Iterator[str]:
    """Accounts, volumes, claims, ConfigMaps, and the keys of the Secrets that the chart makes itself."""
    have = {(found["kind"], found["metadata"]["name"]): found for found in rendering.objects}
    for workload in rendering.workloads:
        pod = workload.pod
        account = pod.get("serviceAccountName", "default")
        if account != "default" and ("ServiceAccount", account) not in have:
            yield f"{workload.name}: there is no account {account}"
        claims = [each["metadata"]["name"] for each in workload.manifest["spec"].get("volumeClaimTemplates", ())]
        volumes = {*claims, *(volume["name"] for volume in pod.get("volumes", ()))}
        mounted = {mount["name"] for mount in workload.container.get("volumeMounts", ())}
        if mounted != volumes:
            yield f"{workload.name}: mounts {mounted} of {volumes}"
        for volume in pod.get("volumes", ()):
            for kind, key in (("PersistentVolumeClaim", "claimName"), ("ConfigMap", "name")):
                source = volume.get("persistentVolumeClaim" if key == "claimName" else "configMap")
                if source is not None and (kind, source[key]) not in have:
                    yield f"{workload.name}: there is no {kind} {source[key]}"
        for name, reference in secret_references(workload):
            secret = have.get(("Secret", name))
            if secret and not reference.get("optional") and reference["key"] not in secret_data(secret):
                yield f"{workload.name}: the Secret {name} has no {reference['key']}"


def scales_what_is_there(rendering: Rendering) -> Iterator[str]:
    """Who scales a Deployment names one, and then the Deployment itself has no number."""
    scaled = [
        found["spec"]["scaleTargetRef"]["name"] for found in rendering.of("HorizontalPodAutoscaler", "ScaledObject")
    ]
    for found in rendering.of("Deployment"):
        name = found["metadata"]["name"]
        if (name in scaled) == ("replicas" in found["spec"]):
            yield f"{name}: is scaled {scaled.count(name)} times, and has replicas: {found['spec'].get('replicas')}"
    names = {found["metadata"]["name"] for found in rendering.of("Deployment")}
    yield from (f"{name} is scaled and is not there" for name in scaled if name not in names)


def keeps_secrets_to_secrets(rendering: Rendering) -> Iterator[str]:
    """No name of a secret and no value of one stands anywhere but in a Secret."""
    values = {
        value
        for secret in rendering.of("Secret")
        for value in secret_data(secret).values()
        if len(value) >= _SHORTEST_SECRET
    }
    for found in rendering.objects:
        if found["kind"] == "Secret":
            continue
        text = repr(found)
        yield from (f"{_called(found)}: tells a secret" for value in values if value in text)
        if found["kind"] == "ConfigMap":
            yield from (f"{_called(found)}: holds {name}" for name in SECRET_NAMES & found["data"].keys())
    for workload in rendering.workloads:
        for entry in workload.container.get("env", ()):
            if entry["name"] in SECRET_NAMES and "value" in entry:
                yield f"{workload.name}: has {entry['name']} in the clear"


def _called(found: Manifest) -> str:
    return f"{found['kind']} {found['metadata']['name']}"
