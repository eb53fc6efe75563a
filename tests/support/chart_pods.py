"""What every pod of a rendering must be: locked down, probed, given what it names, and able to start."""

import base64
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource
from typing_extensions import override

from contentforge_app.serving import _DRAIN_SECONDS
from contentforge_app.settings import Settings, SettingsIncomplete, reference
from support.chart import Manifest, Rendering, Values, Workload

OWNER: Final = "CONTENTFORGE_DATABASE__OWNER_URL"
SECRET_NAMES: Final = frozenset(
    {
        *("CONTENTFORGE_DATABASE__URL", "CONTENTFORGE_DATABASE__SYSTEM_URL", OWNER, "CONTENTFORGE_REDIS__URL"),
        *("CONTENTFORGE_SECRETS__JWT", "CONTENTFORGE_SECRETS__KEY_PEPPER", "CONTENTFORGE_MAIL__PASSWORD"),
        *("CONTENTFORGE_STORAGE__ACCESS_KEY_ID", "CONTENTFORGE_STORAGE__SECRET_ACCESS_KEY"),
        *("OPENAI_API_KEY", "OPENROUTER_API_KEY", "GEMINI_API_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
        "OTEL_EXPORTER_OTLP_HEADERS",
        *("POSTGRES_PASSWORD", "OWNER_PASSWORD", "VALKEY_PASSWORD"),
    }
)
_OF_ENGINES: Final = frozenset({"POSTGRES_INITDB_ARGS", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "VALKEY_PASSWORD"})
_PORTS: Final = {"http": 8000, "ops": 9100}


@cache
def known_variables() -> frozenset[str]:
    return frozenset(name for name, _, _ in reference())


def is_restricted(rendering: Rendering) -> Iterator[str]:
    """The restricted Pod Security Standard, and a root that cannot be written to."""
    for workload in rendering.workloads:
        pod, container = workload.pod, workload.container
        wanted = {
            "pod runs as no root": pod.get("securityContext", {}).get("runAsNonRoot") is True,
            "pod has a user": pod.get("securityContext", {}).get("runAsUser", 0) > 0,
            "pod has the seccomp profile": pod.get("securityContext", {}).get("seccompProfile", {}).get("type")
            == "RuntimeDefault",
            "no token": pod.get("automountServiceAccountToken") is False,
            "no host": not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(),
            "no host paths": all("hostPath" not in volume for volume in pod.get("volumes", ())),
            "no escalation": container["securityContext"].get("allowPrivilegeEscalation") is False,
            "read-only root": container["securityContext"].get("readOnlyRootFilesystem") is True,
            "drops ALL": container["securityContext"].get("capabilities") == {"drop": ["ALL"]},
        }
        yield from (f"{workload.name}: not so: {name}" for name, holds in wanted.items() if not holds)


def has_resources(rendering: Rendering) -> Iterator[str]:
    """Each container asks for processor and memory, and has a limit of memory."""
    for workload in rendering.workloads:
        resources = workload.container.get("resources", {})
        if not ({"cpu", "memory"} <= resources.get("requests", {}).keys() and "memory" in resources.get("limits", {})):
            yield f"{workload.name}: resources are {resources}"


def is_probed(rendering: Rendering) -> Iterator[str]:
    """What runs for good has all three probes, ours by the paths that the processes serve on their own port."""
    for workload in rendering.workloads:
        if workload.manifest["kind"] in {"Job", "CronJob"}:
            continue
        paths = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
        for probe, path in paths.items():
            found = workload.container.get(probe)
            if found is None:
                yield f"{workload.name}: has no {probe}"
            elif workload.is_ours and found.get("httpGet", {}).get("path") != path:
                yield f"{workload.name}: {probe} asks {found}"
            elif (port := _probed_port(found)) is not None and port not in workload.ports:
                yield f"{workload.name}: {probe} asks a port {port!r} that is not there"


def _probed_port(probe: Manifest) -> str | None:
    asked = probe.get("httpGet") or probe.get("tcpSocket")
    return None if asked is None else str(asked["port"])


def listens_where_told(rendering: Rendering) -> Iterator[str]:
    """The ports of our pods are those of the settings that they get."""
    for workload in rendering.workloads:
        for name, number in workload.ports.items():
            if workload.is_ours and number != _PORTS.get(name):
                yield f"{workload.name}: port {name} is {number}"
        environment = environment_of(rendering, workload)
        for name, port in (("http", "CONTENTFORGE_PORT"), ("ops", "CONTENTFORGE_OPS_PORT")):
            if name in workload.ports and workload.is_ours and environment.get(port) != str(workload.ports[name]):
                yield f"{workload.name}: {port} is {environment.get(port)}"


def drains_in_time(rendering: Rendering) -> Iterator[str]:
    """The grace of a pod is longer than all that its process may do between the signal and its end."""
    for workload in rendering.workloads:
        if not workload.is_ours:
            continue
        given = workload.pod["terminationGracePeriodSeconds"]
        pause = workload.container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        needed = pause + _DRAIN_SECONDS
        if workload.component.startswith("worker-"):
            needed = pause + float(environment_of(rendering, workload)["CONTENTFORGE_WORKER__GRACE_SECONDS"])
        if workload.component == "api" and not pause:
            yield f"{workload.name}: stops before proxies know"
        if given <= needed:
            yield f"{workload.name}: has {given} s and needs more than {needed} s"


def names_known_variables(rendering: Rendering) -> Iterator[str]:
    """Every variable is one of the settings (or of the engines' images)."""
    for workload in rendering.workloads:
        known = known_variables() if workload.labels["app.kubernetes.io/component"] not in _ENGINES else _OF_ENGINES
        for name in _given_names(rendering, workload):
            if name not in known:
                yield f"{workload.name}: {name} is no setting"


_ENGINES: Final = frozenset({"postgresql", "valkey"})


def starts(rendering: Rendering) -> Iterator[str]:
    """With the environment that it is given, each of our processes has all that it asks for."""
    if any(not _is_here(rendering, workload) for workload in rendering.workloads if workload.is_ours):
        return  # the Secret is the operator's own
    for workload in rendering.workloads:
        if workload.is_ours:
            try:
                _settings(environment_of(rendering, workload)).require_complete()
            except (SettingsIncomplete, ValidationError, ValueError) as problem:
                yield f"{workload.name}: {problem}"


def keeps_the_owner_to_the_migration(rendering: Rendering) -> Iterator[str]:
    """Who serves and works cannot change the schema."""
    for workload in rendering.workloads:
        if workload.is_ours and OWNER in environment_of(rendering, workload):
            yield f"{workload.name}: has the owner's URL"


def _is_here(rendering: Rendering, workload: Workload) -> bool:
    secrets = {found["metadata"]["name"] for found in rendering.of("Secret")}
    return {name for name, _ in secret_references(workload)} <= secrets


def secret_references(workload: Workload) -> Iterator[tuple[str, Manifest]]:
    """The name of the Secret and the whole reference, for each variable that comes from one."""
    for entry in workload.container.get("env", ()):
        if found := entry.get("valueFrom", {}).get("secretKeyRef"):
            yield found["name"], found


def environment_of(rendering: Rendering, workload: Workload) -> dict[str, str]:
    """The variables of a container, as far as this rendering holds their values; others are empty."""
    found: dict[str, str] = {}
    for source in workload.container.get("envFrom", ()):
        found.update(rendering.named("ConfigMap", source["configMapRef"]["name"])["data"])
    for entry in workload.container.get("env", ()):
        value = entry["value"] if "value" in entry else _secret_value(rendering, entry["valueFrom"]["secretKeyRef"])
        if value is not None:
            found[entry["name"]] = value
    return found


def _given_names(rendering: Rendering, workload: Workload) -> Iterator[str]:
    for source in workload.container.get("envFrom", ()):
        yield from rendering.named("ConfigMap", source["configMapRef"]["name"])["data"]
    yield from (entry["name"] for entry in workload.container.get("env", ()))


def _secret_value(rendering: Rendering, reference_: Manifest) -> str | None:
    for secret in rendering.of("Secret"):
        if secret["metadata"]["name"] == reference_["name"]:
            held: Values = secret_data(secret)
            return held.get(reference_["key"])
    return None


def secret_data(secret: Manifest) -> dict[str, str]:
    """What a Secret holds, in the clear."""
    encoded = secret.get("data", {})
    return {
        **{key: base64.b64decode(value).decode() for key, value in encoded.items()},
        **secret.get("stringData", {}),
    }


def _settings(environment: dict[str, str]) -> Settings:
    """Read the settings as a process would, from these variables and no others."""

    class _Given(Settings):
        @classmethod
        @override
        def settings_customise_sources(cls, settings_cls: Any, *_: Any, **__: Any) -> Any:
            return (_source(settings_cls, environment),)

    return _Given()


def _source(settings_cls: Any, environment: dict[str, str]) -> Any:
    source = EnvSettingsSource(settings_cls)
    source.env_vars = {name.lower(): value for name, value in environment.items()}
    return source
