"""Prometheus metrics of one process, in a registry of its own, so that two apps in one test never share a number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

REQUEST_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
WORK_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)

Samples = Iterable[tuple[Sequence[str], float]]
"""Values of the labels, and the number."""
Instrument = TypeVar("Instrument", Counter, Gauge, Histogram)


class Metrics:
    """The registry of a process, with the instruments that several components share.

    A component declares what only it knows through `counter`, `gauge`, `histogram` and `watch`, by a name without the
    prefix `contentforge_`; declaring the same again gives the same instrument. Labels have few values: a route's
    template, a kind, an outcome; never a path, an id or a tenant (but for the few of `busiest_items_*`).
    """

    def __init__(self, *, process: bool = True) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._declared: dict[str, Counter | Gauge | Histogram] = {}
        self._watched: dict[str, _Watched] = {}
        if process:
            ProcessCollector(registry=self.registry)
            PlatformCollector(registry=self.registry)
            GCCollector(registry=self.registry)
        self.process = self.gauge("process_info", "1, with what this process is.", ("process", "version"))
        route = ("api", "method", "route")
        self.http_requests = self.counter("http_requests", "Requests answered.", (*route, "status"))
        self.http_seconds = self.histogram("http_request_seconds", "Time to answer.", route, REQUEST_BUCKETS)
        self.work_items = self.counter("work_items", "Work items ended.", ("kind", "outcome"))
        self.work_seconds = self.histogram("work_item_seconds", "Time under a lease.", ("kind",), WORK_BUCKETS)
        self.work_phases = self.histogram("work_phase_seconds", "Time in one phase.", ("kind", "phase"), WORK_BUCKETS)
        self.work_oldest = self.gauge("work_oldest_due_seconds", "Age of the oldest claimable item.", ("queue", "kind"))
        self.work_depth = self.gauge("work_items_open", "Items that have not ended.", ("queue", "kind", "state"))
        self.duties = self.counter("duties", "Duties of the scheduler, `done` or `failed`.", ("duty", "outcome"))
        self.events = self.counter("live_events", "Live events by what became of them.", ("outcome",))
        self.events_unpublished = self.gauge("live_events_unpublished", "Committed events not yet on the bus.")
        self.events_oldest = self.gauge("live_events_oldest_seconds", "Age of the oldest event not yet on the bus.")
        self.inbox_unhandled = self.gauge("inbox_unhandled", "Rows of the Stripe inbox not yet applied.")
        self.inbox_oldest = self.gauge("inbox_oldest_seconds", "Age of the oldest row that is not applied.")
        self.reserved_units = self.gauge("reserved_units", "Units held by work that has not ended.", ("metric",))
        self.reserved_oldest = self.gauge("reserved_oldest_seconds", "Age of the oldest open reservation.", ("metric",))
        # Only a handful of organizations at a time: whoever is no longer among the busiest leaves the exposition.
        self.busiest_open = self.gauge("busiest_items_open", "Due items that have not ended.", ("organization",))
        self.busiest_ended = self.gauge("busiest_items_ended", "Items ended in 5 minutes.", ("organization",))
        self.provider_calls = self.counter("provider_calls", "Calls of a model.", ("provider", "outcome"))
        self.provider_seconds = self.histogram("provider_seconds", "Time of a call.", ("provider",), WORK_BUCKETS)
        self.provider_tokens = self.counter("provider_tokens", "Tokens, `in` and `out`.", ("provider", "direction"))

    def counter(self, name: str, text: str, labels: Sequence[str] = ()) -> Counter:
        """A number that only grows; its exposed name ends in `_total`."""
        return self._declare(Counter, name, lambda full: Counter(full, text, labels, registry=self.registry))

    def gauge(self, name: str, text: str, labels: Sequence[str] = ()) -> Gauge:
        """A number that is set."""
        return self._declare(Gauge, name, lambda full: Gauge(full, text, labels, registry=self.registry))

    def histogram(
        self, name: str, text: str, labels: Sequence[str] = (), buckets: Sequence[float] = REQUEST_BUCKETS
    ) -> Histogram:
        """Durations in seconds, or sizes, counted in buckets."""
        return self._declare(
            Histogram, name, lambda full: Histogram(full, text, labels, registry=self.registry, buckets=buckets)
        )

    def watch(self, name: str, text: str, labels: Sequence[str], read: Callable[[], Samples]) -> None:
        """A gauge that is read when somebody looks, such as the connections in use; `read` must not wait.

        Who watches something of the same name takes the place of whoever did before.
        """
        if (former := self._watched.pop(name, None)) is not None:
            self.registry.unregister(former)
        watched = self._watched[name] = _Watched(f"contentforge_{name}", text, labels, read)
        self.registry.register(watched)

    def render(self) -> tuple[bytes, str]:
        """The exposition of everything declared, and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_PLAIN_0_0_4

    def _declare(self, kind: type[Instrument], name: str, make: Callable[[str], Instrument]) -> Instrument:
        known = self._declared.get(name)
        if known is None:
            known = self._declared[name] = make(f"contentforge_{name}")
        if not isinstance(known, kind):
            raise TypeError(f"metric {name} is declared as another kind")
        return known


class _Watched:
    def __init__(self, name: str, text: str, labels: Sequence[str], read: Callable[[], Samples]) -> None:
        self._name, self._text, self._labels, self._read = name, text, tuple(labels), read

    def describe(self) -> Iterable[Metric]:
        return [GaugeMetricFamily(self._name, self._text, labels=self._labels)]

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(self._name, self._text, labels=self._labels)
        for values, number in self._read():
            family.add_metric(values, number)
        yield family
