"""Logs, metrics and traces: what a process tells about itself."""

from contentforge_platform.observability.context import (
    current_request_id,
    job_context,
    reset_request_id,
    set_request_id,
)
from contentforge_platform.observability.logs import configure_logging
from contentforge_platform.observability.metrics import REQUEST_BUCKETS, WORK_BUCKETS, Metrics
from contentforge_platform.observability.phases import phase
from contentforge_platform.observability.redaction import MASK, redact_text
from contentforge_platform.observability.settings import ObservabilitySettings, TraceSettings
from contentforge_platform.observability.spans import Span, SpanKind, begin, current_traceparent, is_tracing, span
from contentforge_platform.observability.tracing import configure_tracing

__all__ = [
    "MASK",
    "REQUEST_BUCKETS",
    "WORK_BUCKETS",
    "Metrics",
    "ObservabilitySettings",
    "Span",
    "SpanKind",
    "TraceSettings",
    "begin",
    "configure_logging",
    "configure_tracing",
    "current_request_id",
    "current_traceparent",
    "is_tracing",
    "job_context",
    "phase",
    "redact_text",
    "reset_request_id",
    "set_request_id",
    "span",
]
