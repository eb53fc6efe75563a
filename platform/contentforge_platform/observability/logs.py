"""One pipeline for all logs, ours and the libraries': ids added, secrets masked, one line each."""

import logging
import sys
import threading
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
import structlog
from structlog.typing import Processor
from typing_extensions import override

from contentforge_platform.observability.context import add_ids
from contentforge_platform.observability.redaction import redact
from contentforge_platform.observability.settings import ObservabilitySettings

_OWN_LINES = ("uvicorn.access",)  # our own access line says more and masks secrets
_TALKATIVE = (
    "sqlalchemy",
    "httpx2",
    "httpcore2",
    "openai",
    "stripe",
    "botocore",
    "boto3",
    "urllib3",
    "asyncio",
    "kombu",
    "amqp",
    "PIL",
)
_ADOPTED = ("uvicorn", "uvicorn.error", "uvicorn.asgi", "celery", "celery.task", "celery.worker", "sqlalchemy.engine")
_LEVELS = {"warn": "warning", "exception": "error", "fatal": "critical"}
_render_stack = structlog.processors.StackInfoRenderer()
_render_exception = structlog.processors.format_exc_info
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


class Lines:
    """Writes whole lines to a stream, one at a time, whatever the thread."""

    def __init__(self, stream: Callable[[], BinaryIO]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, line: bytes) -> None:
        with self._lock:
            stream = self._stream()
            stream.write(line)
            stream.flush()


class LineLogger:
    """What structlog's loggers write to: it has the logger's name, and a method for each level."""

    def __init__(self, lines: Lines, name: str) -> None:
        self.name = name
        self.msg = lines.write

    debug = info = warning = error = critical = exception = fatal = log = property(lambda self: self.msg)


def configure_logging(
    settings: ObservabilitySettings, *, stream: Callable[[], BinaryIO] = lambda: sys.stdout.buffer
) -> None:
    """Send structlog and the standard library's logging through one pipeline to `stream`. May be called again."""
    lines = Lines(stream)
    level = logging.getLevelNamesMapping()[settings.log_level]
    shared = _shared_processors()
    renderer = _renderer(settings)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: LineLogger(lines, str(names[0]) if names else "contentforge"),
        cache_logger_on_first_use=True,
    )
    handler = _Adopted(lines, [_name_of_record, *shared, renderer])
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _ADOPTED:
        adopted = logging.getLogger(name)
        adopted.handlers = []
        adopted.propagate = True
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in _OWN_LINES:
        logging.getLogger(name).disabled = True


def _shared_processors() -> list[Processor]:
    return [structlog.contextvars.merge_contextvars, add_ids, _complete, redact]


def _renderer(settings: ObservabilitySettings) -> Processor:
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stdout.isatty())
    return _Console() if console else _render_json


class _Adopted(logging.Handler):
    """Puts the standard library's records through the same processors as our own events."""

    def __init__(self, lines: Lines, processors: list[Processor]) -> None:
        super().__init__()
        self._lines = lines
        self._processors = processors

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            event: Any = {"event": record.getMessage(), "_record": record}
            if record.exc_info:
                event["exc_info"] = record.exc_info
            for process in self._processors:
                event = process(None, record.levelname.lower(), event)
            self._lines.write(event)
        except Exception:  # noqa: BLE001 - logging must not fail its caller; handleError reports on stderr
            self.handleError(record)


def _name_of_record(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = event.pop("_record").name
    return event


def _complete(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Level, name, time and what went wrong, in one step: an access line passes here for each request."""
    event["level"] = _LEVELS.get(method, method)
    if isinstance(logger, LineLogger):
        event["logger"] = logger.name
    event["time"] = datetime.now(UTC)
    if "exc_info" in event or "stack_info" in event:
        event = _render_stack(logger, method, event)
        event = _render_exception(logger, method, event)
    return event


def _render_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(event, default=repr, option=_OPTIONS)
    except TypeError:  # lone surrogates, or numbers beyond 64 bits
        plain = {str(name): repr(value) for name, value in event.items()}
        return orjson.dumps(plain, option=_OPTIONS)


class _Console:
    """Lines for people at a terminal."""

    def __init__(self) -> None:
        self._render = structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(),
            timestamp_key="time",
            exception_formatter=structlog.dev.plain_traceback,  # others show local variables, and secrets among them
        )

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> bytes:  # noqa: ANN401 - structlog's own signature
        event["time"] = f"{event['time']:%H:%M:%S}"
        return (self._render(logger, method, event) + "\n").encode("utf-8", "backslashreplace")
