"""Metrics and traces of one process."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from contentforge_platform.observability import (
    Metrics,
    ObservabilitySettings,
    configure_tracing,
    continue_from,
    current_traceparent,
    span,
)

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def exposed(metrics: Metrics) -> str:
    return metrics.render()[0].decode()


def test_shared_instruments_are_exposed_with_their_labels() -> None:
    metrics = Metrics(process=False)
    metrics.http_requests.labels("cgms", "GET", "/contents/{id}", "2xx").inc()
    metrics.work_oldest.labels("generation", "job").set(1.5)

    text = exposed(metrics)
    assert 'contentforge_http_requests_total{api="cgms",method="GET",route="/contents/{id}",status="2xx"} 1.0' in text
    assert 'contentforge_work_oldest_due_seconds{kind="job",queue="generation"} 1.5' in text


def test_a_component_declares_its_own_once_and_gets_it_again() -> None:
    metrics = Metrics(process=False)
    first = metrics.counter("mails", "Mails sent.", ("outcome",))

    assert metrics.counter("mails", "Mails sent.", ("outcome",)) is first
    with pytest.raises(TypeError, match="another kind"):
        metrics.gauge("mails", "Mails sent.")


def test_two_registries_share_nothing() -> None:
    one, two = Metrics(), Metrics()
    one.events_unpublished.set(7)

    assert "contentforge_live_events_unpublished 7.0" in exposed(one)
    assert "contentforge_live_events_unpublished 0.0" in exposed(two)
    assert "process_cpu_seconds_total" in exposed(two)


def test_a_watched_number_is_read_when_somebody_looks() -> None:
    metrics = Metrics(process=False)
    in_use = [(("app",), 3.0)]
    metrics.watch("pool_in_use", "Connections in use.", ("pool",), lambda: in_use)
    in_use[0] = (("app",), 5.0)

    assert 'contentforge_pool_in_use{pool="app"} 5.0' in exposed(metrics)


def test_without_an_endpoint_there_are_no_traces() -> None:
    stop = configure_tracing(ObservabilitySettings(), service="api")
    with span("work", kind="job"):
        assert current_traceparent() is None
    stop()


def test_a_carried_traceparent_is_continued_and_left_again() -> None:
    with continue_from(TRACEPARENT):
        assert current_traceparent() == TRACEPARENT
    assert current_traceparent() is None


@pytest.mark.parametrize("carried", [None, "", "nonsense", "00-00000000000000000000000000000000-0000000000000000-00"])
def test_a_traceparent_that_cannot_be_read_begins_no_trace(carried: str | None) -> None:
    with continue_from(carried):
        assert current_traceparent() is None


class Collector(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CollectorHandler)
        self.received: list[tuple[str, bytes]] = []


class CollectorHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        self.server.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


PROGRAM = """
import sys
from contentforge_platform.observability import *
stop = configure_tracing(ObservabilitySettings(otlp_endpoint=sys.argv[1], trace_ratio=0), service="worker")
with continue_from(sys.argv[2]), span("claimed-work", kind="job"):
    print(current_traceparent())
stop()
"""


def test_a_worker_goes_on_with_the_trace_of_the_request_and_exports_it(collector: Collector) -> None:
    endpoint = f"http://127.0.0.1:{collector.server_port}"

    done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-c", PROGRAM, endpoint, TRACEPARENT], check=True, capture_output=True, text=True, timeout=60
    )

    version, trace_id, span_id, flags = done.stdout.strip().split("-")
    assert (version, trace_id, flags) == ("00", TRACEPARENT.split("-")[1], "01")
    assert span_id != TRACEPARENT.split("-")[2]
    ((path, body),) = collector.received
    assert path == "/v1/traces"
    assert b"claimed-work" in body
