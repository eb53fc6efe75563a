"""Whether an object is what its API says, to the field: Kubernetes' own schemas, and ours for four custom kinds."""

import json
from functools import cache
from typing import Any, Final

import jsonschema
import kubernetes_validate
from kubernetes_validate import utils

from support.chart import Manifest

VERSIONS: Final = ("1.30", "1.34", "1.37")
"""The oldest Kubernetes that the chart lets in, one in between, the newest that there are schemas of."""

# The library reads its two megabytes of definitions anew for each object.
utils.schema_contents = cache(utils.schema_contents)

_Schema = dict[str, Any]


def _closed(required: tuple[str, ...] = (), /, **properties: _Schema) -> _Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _list(items: _Schema, least: int = 1) -> _Schema:
    return {"type": "array", "items": items, "minItems": least}


_TEXT: Final[_Schema] = {"type": "string", "minLength": 1}
_COUNT: Final[_Schema] = {"type": "integer", "minimum": 0}
_MAP: Final[_Schema] = {"type": "object", "additionalProperties": {"type": "string"}}
_DURATION: Final[_Schema] = {"type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$"}

_BACKEND: Final = _closed(("name", "port"), name=_TEXT, port=_COUNT, weight=_COUNT)
_MATCH: Final = _closed(path=_closed(type={"enum": ["Exact", "PathPrefix"]}, value=_TEXT))
_PERSISTENCE: Final = _closed(
    type={"enum": ["Cookie", "Header"]},
    sessionName=_TEXT,
    cookieConfig=_closed(lifetimeType={"enum": ["Session", "Permanent"]}),
)
_PARENT: Final = _closed(
    ("name",), group=_TEXT, kind=_TEXT, namespace=_TEXT, name=_TEXT, sectionName=_TEXT, port=_COUNT
)
_TRIGGER: Final = _closed(
    ("type", "metadata"),
    type={"const": "prometheus"},
    metricType={"enum": ["AverageValue", "Value"]},
    metadata={**_MAP, "required": ["serverAddress", "query", "threshold"]},
)
_ALERT: Final = _closed(("alert", "expr"), alert=_TEXT, expr=_TEXT, annotations=_MAP, labels=_MAP, **{"for": _DURATION})

_SPECS: Final[dict[tuple[str, str], _Schema]] = {
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): _closed(
        ("parentRefs", "rules"),
        parentRefs=_list(_PARENT),
        hostnames=_list(_TEXT),
        rules=_list(_closed(matches=_list(_MATCH), backendRefs=_list(_BACKEND), sessionPersistence=_PERSISTENCE)),
    ),
    ("keda.sh/v1alpha1", "ScaledObject"): _closed(
        ("scaleTargetRef", "triggers"),
        scaleTargetRef=_closed(("name",), name=_TEXT, kind=_TEXT, apiVersion=_TEXT),
        minReplicaCount=_COUNT,
        maxReplicaCount=_COUNT,
        pollingInterval=_COUNT,
        cooldownPeriod=_COUNT,
        triggers=_list(_TRIGGER),
    ),
    ("monitoring.coreos.com/v1", "ServiceMonitor"): _closed(
        ("selector", "endpoints"),
        selector=_closed(matchLabels=_MAP),
        targetLabels=_list(_TEXT),
        podTargetLabels=_list(_TEXT),
        endpoints=_list(
            _closed(
                port=_TEXT,
                path=_TEXT,
                interval=_DURATION,
                relabelings=_list(_closed(("targetLabel", "replacement"), targetLabel=_TEXT, replacement=_TEXT)),
            )
        ),
    ),
    ("monitoring.coreos.com/v1", "PrometheusRule"): _closed(
        ("groups",), groups=_list(_closed(("name", "rules"), name=_TEXT, interval=_DURATION, rules=_list(_ALERT)))
    ),
}


def faults_of(found: Manifest) -> list[str]:
    """What the API server would refuse, or would drop in silence."""
    return _faults(json.dumps(found, sort_keys=True))


@cache
def _faults(text: str) -> list[str]:
    found = json.loads(text)
    spec = _SPECS.get((found["apiVersion"], found["kind"]))
    if spec is not None:
        errors = jsonschema.Draft202012Validator(spec).iter_errors(found["spec"])
        return [f"{error.json_path}: {error.message}" for error in errors]
    return [fault for version in VERSIONS if (fault := _fault(found, version))]


def _fault(found: Manifest, version: str) -> str:
    try:
        kubernetes_validate.validate(found, version, strict=True)
    except kubernetes_validate.SchemaNotFoundError:
        return f"Kubernetes {version} has no {found['kind']} in {found['apiVersion']}"
    except kubernetes_validate.ValidationError as error:
        return f"Kubernetes {version}: {error.json_path}: {error.message}"
    return ""
