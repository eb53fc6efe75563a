"""A collector of traces on loopback: it speaks OTLP over HTTP and reads what comes with OpenTelemetry's own types."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from typing_extensions import override

from contentforge_platform.observability import TraceSettings, configure_tracing

KINDS: Final = {number: name.removeprefix("SPAN_KIND_").lower() for name, number in Span.SpanKind.items()}


@dataclass(frozen=True)
class Received:
    """One span as it arrived. `parent` and the links are span ids in hex; `process` is our own name for its process."""

    name: str
    kind: str
    trace: str
    id: str
    parent: str
    process: str
    attributes: dict[str, object]
    failed: bool
    links: tuple[str, ...]
    seconds: float


@dataclass
class Collector:
    """What has arrived, from whichever process."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    spans: list[Received] = field(default_factory=list)

    def of(self, trace: str) -> list[Received]:
        return [span for span in self.spans if span.trace == trace]

    def named(self, name: str, trace: str | None = None) -> list[Received]:
        return [span for span in self.spans if span.name == name and trace in {None, span.trace}]

    def one(self, name: str, trace: str | None = None) -> Received:
        [found] = self.named(name, trace)
        return found

    def wait_for(self, holds: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"{what}; there is {sorted({span.name for span in self.spans})}"
            time.sleep(0.05)

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = _plain(resource.resource.attributes)
            for scope in resource.scope_spans:
                self.spans += [_received(span, str(about.get("contentforge.process"))) for span in scope.spans]


@contextmanager
def collecting(*, silent: bool = False) -> Iterator[Collector]:
    """A collector for as long as the block lasts; a silent one takes connections and never answers."""
    collector = Collector()
    ending = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if silent:
                ending.wait()
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.paths.append(self.path)
            collector.headers.append({name.lower(): value for name, value in self.headers.items()})
            collector.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    collector.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield collector
    finally:
        ending.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def tracing(collector: Collector) -> Iterator[Callable[[], None]]:
    """The traces of this process go to the collector while the block lasts; calling what is given flushes them."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        stop = configure_tracing(TraceSettings(otel_exporter_otlp_endpoint=collector.url), service="api")
        yield stop
        stop()


def _received(span: Span, process: str) -> Received:
    return Received(
        name=span.name,
        kind=KINDS[span.kind],
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        process=process,
        attributes=_plain(span.attributes),
        failed=span.status.code == Status.STATUS_CODE_ERROR,
        links=tuple(link.span_id.hex() for link in span.links),
        seconds=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
    )


def _plain(attributes: Sequence[KeyValue]) -> dict[str, object]:
    return {pair.key: _value(pair.value) for pair in attributes}


def _value(value: AnyValue) -> object:
    which = value.WhichOneof("value")
    return None if which is None else getattr(value, which)
