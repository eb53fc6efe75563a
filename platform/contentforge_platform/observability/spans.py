"""Spans: the timed parts of a request's or an item's way. Until a tracer is installed each call costs one comparison.

A trace begins with a request, or with an item of work that belongs to none (`begin`); everything else is seen only
within one (`span`). What stands in a span is a closed list of facts of ours: never a path, a query, a key, a prompt, an
address of a person, or the words of an exception.
"""

from collections.abc import Mapping
from enum import Enum, auto
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

Value: TypeAlias = str | int | float | bool
Attributes: TypeAlias = Mapping[str, Value]


class SpanKind(Enum):
    """Which side of a call a span is: `SERVER` answers, `CLIENT` asks, `CONSUMER` does what was put in a queue."""

    INTERNAL = auto()
    SERVER = auto()
    CLIENT = auto()
    CONSUMER = auto()


class Span:
    """One timed part, and where there is no trace: nothing. A block that it surrounds decides its end.

    An exception that leaves the block marks it as failed, by the exception's type alone.
    """

    __slots__ = ()

    def rename(self, name: str) -> None:
        """Give it the name that is known only now."""

    def set(self, name: str, value: Value) -> None:
        """Add a fact to it."""

    def fail(self, reason: str) -> None:
        """Mark it as failed; `reason` is a code or the name of a type."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""


class Tracer(Protocol):
    """What makes spans once traces are wanted."""

    def begin(self, name: str, kind: SpanKind, attributes: Attributes, *, parent: str | None, link: str | None) -> Span:
        """A span of the trace of `parent`, or of a new one that names `link` as its cause; both are traceparents."""
        ...

    def within(self, name: str, kind: SpanKind, attributes: Attributes, *, current: bool) -> Span | None:
        """A part of the current span; None outside of a trace."""
        ...

    def traceparent(self) -> str | None:
        """The W3C traceparent of the current span; None outside of a trace."""
        ...

    def ids(self) -> tuple[str, str] | None:
        """The hex ids of the current trace and span; None outside of a trace."""
        ...


_NOTHING: Final = Span()
_NO_ATTRIBUTES: Final[Attributes] = {}


class _Installed:
    """The tracer of this process."""

    tracer: Tracer | None = None


def install(tracer: Tracer | None) -> None:
    """Have `tracer` make the spans of this process; None makes none."""
    _Installed.tracer = tracer


def is_tracing() -> bool:
    """Whether spans are made: for what would only be built to make them."""
    return _Installed.tracer is not None


def begin(
    name: str,
    kind: SpanKind,
    attributes: Attributes = _NO_ATTRIBUTES,
    *,
    parent: str | None = None,
    link: str | None = None,
) -> Span:
    """A span that need not be within another: as a part of the trace that `parent` names, else of a new one.

    What cannot be read as a traceparent counts as none.
    """
    tracer = _Installed.tracer
    return _NOTHING if tracer is None else tracer.begin(name, kind, attributes, parent=parent, link=link)


def span(
    name: str, attributes: Attributes = _NO_ATTRIBUTES, *, kind: SpanKind = SpanKind.INTERNAL, current: bool = True
) -> Span:
    """A part of the current trace, and nothing where there is none. Names have few values; ids are attributes.

    With `current` what happens inside the block is a part of this part; without it, the block may end in another task.
    """
    tracer = _Installed.tracer
    return _NOTHING if tracer is None else tracer.within(name, kind, attributes, current=current) or _NOTHING


def current_traceparent() -> str | None:
    """The W3C traceparent of the current span, as a row of work carries it; None outside of a trace."""
    tracer = _Installed.tracer
    return None if tracer is None else tracer.traceparent()


def current_ids() -> tuple[str, str] | None:
    """The hex ids of the current trace and span, for lines of log; None outside of a trace."""
    tracer = _Installed.tracer
    return None if tracer is None else tracer.ids()
