"""Metrics of one process."""

import pytest

from contentforge_platform.observability import Metrics, phase


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


def test_a_phase_is_timed_however_it_ends() -> None:
    metrics = Metrics(process=False)
    with pytest.raises(LookupError), phase(metrics, "generation", "writing"):
        raise LookupError

    assert 'contentforge_work_phase_seconds_count{kind="generation",phase="writing"} 1.0' in exposed(metrics)
