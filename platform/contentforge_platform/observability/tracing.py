"""Have this process's traces exported, if the operator has named a collector."""

from collections.abc import Callable

from contentforge_platform.observability import spans
from contentforge_platform.observability.settings import TraceSettings


def configure_tracing(settings: TraceSettings, *, service: str) -> Callable[[], None]:
    """Export the traces of `service` (`api`, `scheduler`) if a collector is configured, once per process.

    The answer flushes what is left and ends that, within two seconds; it may be called again.
    """
    if not settings.wanted:
        return _nothing
    # The SDK, the exporter and protobuf cost 5 MB and a good part of a second: they load only where traces are wanted.
    from contentforge_platform.observability.otlp import OtlpTracer  # noqa: PLC0415 - see above

    tracer = OtlpTracer(service=service)
    spans.install(tracer)

    def stop() -> None:
        spans.install(None)
        tracer.close()

    return stop


def _nothing() -> None:
    """There is nothing to flush."""
