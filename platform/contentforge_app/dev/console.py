"""One terminal for many processes: each line under its process's name, structured logs made readable."""

import json
import os
import sys
from collections.abc import Mapping
from typing import TextIO

_COLOURS = (36, 33, 35, 32, 34, 96, 93, 95, 92, 94)
_LEVEL_COLOURS = {"warning": 33, "error": 31, "critical": 31, "debug": 2}
_OWN = "dev"
_LONGEST_LINE = 64_000


class Console:
    """Where the supervisor and its children write. `gone` once nobody reads it any more."""

    def __init__(self, names: list[str], stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self.gone = False
        self._width = max(len(name) for name in (_OWN, *names))
        self._colours = {name: _COLOURS[number % len(_COLOURS)] for number, name in enumerate(names)}
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """Write the supervisor's own words."""
        for line in text.splitlines():
            self._write(_OWN, printable(line))

    def plain(self, text: str) -> None:
        """Write a line as it is, for people and scripts that wait for it."""
        if self.gone:
            return
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except BrokenPipeError:
            self.gone = True
            # Python flushes at exit, and would complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def show(self, name: str, line: str) -> None:
        """Write a line of a child's output."""
        for part in self._readable(line):
            self._write(name, part)

    def _write(self, name: str, text: str) -> None:
        label = self._paint(f"{name:<{self._width}} |", self._colours.get(name, 1))
        self.plain(f"{label} {text}")

    def _paint(self, text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._coloured else text

    def _readable(self, line: str) -> list[str]:
        record = _parsed(line)
        if record is None:
            return [printable(line)]
        level = str(record.pop("level", "info"))
        time = str(record.pop("timestamp", ""))[11:19]
        event = printable(str(record.pop("event", "")))
        trace = str(record.pop("exception", "") or "")
        facts = " ".join(f"{printable(str(key))}={printable(_value(value))}" for key, value in record.items())
        shown = self._paint(f"{level:<7}", _LEVEL_COLOURS[level]) if level in _LEVEL_COLOURS else f"{level:<7}"
        first = " ".join(part for part in (time, shown, event, self._paint(facts, 2) if facts else "") if part)
        return [first, *(f"    {printable(part)}" for part in trace.splitlines())]


def _parsed(line: str) -> dict[str, object] | None:
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "event" in record else None


def _value(value: object) -> str:
    if isinstance(value, str):
        return value if value and " " not in value else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, default=str)


def printable(text: str) -> str:
    """Show control characters instead of sending them to the terminal: strangers' words appear in logs."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\t" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that `data` completes; one without end is cut."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            whole.append(self._rest)
            self._rest = b""
        return [_decoded(line) for line in whole]

    def flush(self) -> list[str]:
        rest, self._rest = self._rest, b""
        return [_decoded(rest)] if rest else []


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", errors="backslashreplace").rstrip("\r")


def table(rows: Mapping[str, str]) -> list[str]:
    width = max(len(name) for name in rows)
    return [f"{name:<{width}}  {text}" for name, text in rows.items()]
