"""What the product logs, read in the test's own process."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from contentforge_platform.observability import ObservabilitySettings, configure_logging


@contextmanager
def logged_as(settings: ObservabilitySettings) -> Iterator[io.BytesIO]:
    """Everything that is logged inside the block; afterwards logging is as it was before.

    Loggers of modules do not stay bound to this stream: structlog would keep each one's first binding for good,
    and a later test in the same process would not hear them.
    """
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers, root.level
    stream = io.BytesIO()
    configure_logging(settings, stream=lambda: stream)
    structlog.configure(cache_logger_on_first_use=False)
    try:
        yield stream
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**before)
