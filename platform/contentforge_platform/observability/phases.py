"""The phases of an item of work: each is a part of its trace, and its time goes into one histogram."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from contentforge_platform.observability.metrics import Metrics
from contentforge_platform.observability.spans import span


@contextmanager
def phase(metrics: Metrics, kind: str, name: str) -> Iterator[None]:
    """Time a block as one phase (of few: fetching, writing, saving) of an item of `kind`, however it ends."""
    began = time.monotonic()
    try:
        with span(name):
            yield
    finally:
        metrics.work_phases.labels(kind, name).observe(time.monotonic() - began)
