"""Traces across processes, when an OTLP endpoint is configured; otherwise every call here costs next to nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from contentforge_platform.observability.settings import ObservabilitySettings

_HEADER = "traceparent"
_MAX_LENGTH = 100
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("contentforge")


def configure_tracing(settings: ObservabilitySettings, *, service: str, version: str = "") -> Callable[[], None]:
    """Export traces if an endpoint is configured, once per process; the answer flushes and stops the exporter."""
    if settings.otlp_endpoint is None:
        return lambda: None
    # The SDK and the exporter cost 15 MB and 0.2 s: they load only where traces are wanted.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - see above
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415 - see above

    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.version": version}),
        sampler=ParentBased(TraceIdRatioBased(settings.trace_ratio)),
        shutdown_on_exit=False,
    )
    endpoint = settings.otlp_endpoint.rstrip("/")
    if not endpoint.endswith("/v1/traces"):
        endpoint += "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=5)))
    trace.set_tracer_provider(provider)
    return provider.shutdown


def current_traceparent() -> str | None:
    """The W3C traceparent of the current span, to be stored with a work item; None outside of a trace."""
    if not trace.get_current_span().get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get(_HEADER)


@contextmanager
def continue_from(traceparent: str | None) -> Iterator[None]:
    """Go on with the trace that a work item carries. None, or what cannot be read, begins none."""
    if not traceparent or len(traceparent) > _MAX_LENGTH:
        yield
        return
    token = context.attach(_propagator.extract({_HEADER: traceparent}))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[None]:
    """Time a block as a span of the current trace. Names have few values; ids go into attributes."""
    with _tracer.start_as_current_span(name, attributes=attributes):
        yield
