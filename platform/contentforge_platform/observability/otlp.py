"""Spans that leave this process by OTLP over HTTP. Only `tracing` imports this, and only where traces are wanted."""

import asyncio
import os
import platform
import threading
from collections.abc import Mapping
from contextvars import Token
from importlib.metadata import version
from types import TracebackType
from typing import Final, Self

from opentelemetry import context
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import INVALID_SPAN, Link, StatusCode, get_current_span, set_span_in_context
from opentelemetry.trace import Span as Recorded
from opentelemetry.trace import SpanKind as Kind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from typing_extensions import override

from contentforge_platform.observability.spans import Attributes, Span, SpanKind, Tracer, Value

_HEADER: Final = "traceparent"
_LONGEST_HEADER: Final = 100
_LONGEST_VALUE: Final = 256
_FLUSH_SECONDS: Final = 2.0
_KINDS: Final[Mapping[SpanKind, Kind]] = {
    SpanKind.INTERNAL: Kind.INTERNAL,
    SpanKind.SERVER: Kind.SERVER,
    SpanKind.CLIENT: Kind.CLIENT,
    SpanKind.CONSUMER: Kind.CONSUMER,
}
_propagator: Final = TraceContextTextMapPropagator()


class OtlpTracer(Tracer):
    """Makes spans that a thread of its own exports in batches; while the collector is away they are lost, no more."""

    def __init__(self, *, service: str) -> None:
        """Where spans go, which are kept and how many wait at once comes from the standard variables, `OTEL_*`."""
        release = version("contentforge")
        self._provider = TracerProvider(
            resource=_resource(service, release),
            span_limits=SpanLimits(max_span_attribute_length=_LONGEST_VALUE),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("contentforge", release)

    def close(self) -> None:
        """Export what is left, for two seconds at most: a collector that hangs holds no process up."""
        flushing = threading.Thread(target=self._provider.shutdown, name="flush traces", daemon=True)
        flushing.start()
        flushing.join(_FLUSH_SECONDS)

    @override
    def begin(self, name: str, kind: SpanKind, attributes: Attributes, *, parent: str | None, link: str | None) -> Span:
        around = _read(parent)
        cause = get_current_span(_read(link)).get_span_context()
        links = [Link(cause)] if cause.is_valid else []
        return _Traced(self._tracer.start_span(name, around, _KINDS[kind], dict(attributes), links), current=True)

    @override
    def within(self, name: str, kind: SpanKind, attributes: Attributes, *, current: bool) -> Span | None:
        if get_current_span() is INVALID_SPAN:
            return None
        return _Traced(self._tracer.start_span(name, None, _KINDS[kind], dict(attributes)), current=current)

    @override
    def traceparent(self) -> str | None:
        carrier: dict[str, str] = {}
        _propagator.inject(carrier)
        return carrier.get(_HEADER)

    @override
    def ids(self) -> tuple[str, str] | None:
        here = get_current_span().get_span_context()
        return (f"{here.trace_id:032x}", f"{here.span_id:016x}") if here.is_valid else None


class _Traced(Span):
    """One span of the SDK, current for as long as its block lasts if that is wanted."""

    __slots__ = ("_failed", "_span", "_token")

    def __init__(self, span: Recorded, *, current: bool) -> None:
        self._span = span
        self._failed = False
        self._token: Token[Context] | None = context.attach(set_span_in_context(span)) if current else None

    @override
    def rename(self, name: str) -> None:
        self._span.update_name(name)

    @override
    def set(self, name: str, value: Value) -> None:
        self._span.set_attribute(name, value)

    @override
    def fail(self, reason: str) -> None:
        self._failed = True
        self._span.set_attribute("error.type", reason)
        self._span.set_status(StatusCode.ERROR)

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            self._span.set_attribute("contentforge.cancelled", True)  # noqa: FBT003 - an attribute's value
        elif error is not None and not self._failed:
            self.fail(type(error).__name__)
        if self._token is not None:
            context.detach(self._token)
        self._span.end()


def _read(traceparent: str | None) -> Context:
    """A context in the span that a traceparent names; an empty one if it names none."""
    if not traceparent or len(traceparent) > _LONGEST_HEADER:
        return Context()
    return _propagator.extract({_HEADER: traceparent}, context=Context())


def _resource(service: str, release: str) -> Resource:
    """This process, as far as the environment says nothing else about it."""
    usual = {
        "service.name": f"contentforge-{service}",
        "service.version": release,
        "service.instance.id": f"{platform.node()}:{os.getpid()}",
        "contentforge.process": service,
    }
    return Resource.create(usual).merge(OTELResourceDetector().detect())
