"""Logs, metrics and traces: what a process tells about itself."""

from contentforge_platform.observability.context import (
    current_request_id,
    job_context,
    reset_request_id,
    set_request_id,
)
from contentforge_platform.observability.logs import configure_logging
from contentforge_platform.observability.metrics import REQUEST_BUCKETS, WORK_BUCKETS, Metrics
from contentforge_platform.observability.redaction import MASK, redact_text
from contentforge_platform.observability.settings import ObservabilitySettings
from contentforge_platform.observability.tracing import configure_tracing, continue_from, current_traceparent, span

__all__ = [
    "MASK",
    "REQUEST_BUCKETS",
    "WORK_BUCKETS",
    "Metrics",
    "ObservabilitySettings",
    "configure_logging",
    "configure_tracing",
    "continue_from",
    "current_request_id",
    "current_traceparent",
    "job_context",
    "redact_text",
    "reset_request_id",
    "set_request_id",
    "span",
]
