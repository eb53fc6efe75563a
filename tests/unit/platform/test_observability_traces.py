"""Spans as a collector receives them, in OpenTelemetry's own words."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contentforge_platform.observability import (
    Span,
    SpanKind,
    TraceSettings,
    begin,
    configure_tracing,
    current_traceparent,
    is_tracing,
    span,
)
from contentforge_platform.observability.spans import current_ids
from support.collector import Collector

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
_, TRACE, SPAN, _ = PARENT.split("-")


@contextmanager
def nothing_recorded(made: Span) -> Iterator[None]:
    with made as inside:
        inside.set("some.fact", 1)
        inside.rename("other")
        inside.fail("reason")
        yield


def test_without_a_collector_there_are_no_traces() -> None:
    stop = configure_tracing(TraceSettings(), service="api")
    with nothing_recorded(begin("GET", SpanKind.SERVER, parent=PARENT)), nothing_recorded(span("part")):
        assert (is_tracing(), current_traceparent(), current_ids()) == (False, None, None)
    stop()


def test_parts_are_within_what_surrounds_them(collector: Collector, flush: Callable[[], None]) -> None:
    with begin("GET", SpanKind.SERVER, {"http.request.method": "GET"}) as request:
        assert current_ids() is not None
        request.rename("GET /things")
        with span("outer"), span("inner", {"answer": 42}, kind=SpanKind.CLIENT) as inner:
            inner.set("late", value=True)
    flush()

    root, outer, inner_ = (collector.one(name) for name in ("GET /things", "outer", "inner"))
    assert (root.kind, root.parent, root.attributes) == ("server", "", {"http.request.method": "GET"})
    assert (outer.parent, inner_.parent) == (root.id, outer.id)
    assert (inner_.kind, inner_.attributes) == ("client", {"answer": 42, "late": True})
    assert {each.process for each in collector.spans} == {"api"}
    assert collector.paths == ["/v1/traces"]


def test_work_goes_on_with_the_trace_that_it_carries(collector: Collector, flush: Callable[[], None]) -> None:
    with begin("work mail", SpanKind.CONSUMER, parent=PARENT):
        carried = current_traceparent()
    flush()

    work = collector.one("work mail")
    assert (work.trace, work.parent) == (TRACE, SPAN)
    assert carried == f"00-{TRACE}-{work.id}-01"


def test_a_cause_that_is_not_trusted_is_linked_to(collector: Collector, flush: Callable[[], None]) -> None:
    with begin("GET", SpanKind.SERVER, link=PARENT):
        pass
    flush()

    request = collector.one("GET")
    assert (request.trace == TRACE, request.parent, request.links) == (False, "", (SPAN,))


@pytest.mark.parametrize("carried", ["", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-00", PARENT + "0" * 100])
def test_what_is_no_traceparent_begins_a_trace_of_its_own(
    collector: Collector, flush: Callable[[], None], carried: str
) -> None:
    with begin("one", SpanKind.CONSUMER, parent=carried), begin("other", SpanKind.SERVER, link=carried):
        pass
    flush()

    assert [(each.parent, each.links, each.trace == TRACE) for each in collector.spans] == [("", (), False)] * 2


def test_a_part_without_a_whole_is_not_told(collector: Collector, flush: Callable[[], None]) -> None:
    with span("part"):
        assert current_traceparent() is None
    flush()

    assert collector.spans == []


def test_a_trace_that_is_not_sampled_stays_so_in_all_its_parts(collector: Collector, flush: Callable[[], None]) -> None:
    with begin("work mail", SpanKind.CONSUMER, parent=PARENT[:-1] + "0"), span("part"):
        carried = current_traceparent()
    flush()

    assert collector.spans == []
    assert carried is not None
    assert (carried.split("-")[1], carried[-2:]) == (TRACE, "00")


LIKELY = st.from_regex(r"[0-9a-fA-F\u0660-\u0669-]{0,3}-[0-9a-f]{31,33}-[0-9a-f]{15,17}-[0-9a-fx]{0,4}(-.{0,9})?")


@pytest.mark.usefixtures("flush")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # one collector hears all examples
@given(st.text(max_size=300) | LIKELY)
def test_whatever_stands_where_a_traceparent_should_the_span_has_a_trace(text: str) -> None:
    for parent, link in ((text, None), (None, text)):
        with begin("GET", SpanKind.SERVER, parent=parent, link=link):
            carried = current_traceparent()
        assert carried is not None
        assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]", carried)


def test_a_failure_is_told_by_its_type_and_never_by_its_words(collector: Collector, flush: Callable[[], None]) -> None:
    with pytest.raises(LookupError), begin("GET", SpanKind.SERVER), span("part"):
        raise LookupError("secret words")
    with begin("call", SpanKind.CLIENT) as call:
        call.fail("provider_busy")
    flush()

    assert [(each.name, each.failed, each.attributes["error.type"]) for each in collector.spans] == [
        ("part", True, "LookupError"),
        ("GET", True, "LookupError"),
        ("call", True, "provider_busy"),
    ]
    assert not [body for body in collector.bodies if b"secret words" in body]


def test_a_part_that_ends_elsewhere_surrounds_nothing(collector: Collector, flush: Callable[[], None]) -> None:
    with begin("GET", SpanKind.SERVER), span("transaction", current=False), span("inner"):
        pass
    flush()

    root, transaction, inner = (collector.one(name) for name in ("GET", "transaction", "inner"))
    assert (transaction.parent, inner.parent) == (root.id, root.id)


PROGRAM = """
import sys
from contentforge_platform.observability import *
stop = configure_tracing(TraceSettings(otel_exporter_otlp_endpoint=sys.argv[1]), service="scheduler")
for _ in range(200):
    with begin("duty", SpanKind.INTERNAL):
        pass
stop()
"""


def run(collector: Collector, **environment: str) -> None:
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **environment}
    subprocess.run([sys.executable, "-c", PROGRAM, collector.url], check=True, env=variables, timeout=60)  # noqa: S603 - ours


def test_the_standard_variables_name_the_service_and_its_place(collector: Collector) -> None:
    run(collector, OTEL_SERVICE_NAME="copy", OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=staging")

    assert len(collector.named("duty")) == 200
    assert {each.process for each in collector.spans} == {"scheduler"}
    assert b"contentforge-scheduler" not in collector.bodies[0]
    assert b"copy" in collector.bodies[0]
    assert b"staging" in collector.bodies[0]


def test_the_standard_sampler_keeps_a_share(collector: Collector) -> None:
    run(collector, OTEL_TRACES_SAMPLER="parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG="0.3")

    assert 20 < len(collector.spans) < 110
