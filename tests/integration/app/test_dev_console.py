"""What a person sees of many processes' output."""

import io
import json

from contentforge_app.dev.console import Console, Lines


def shown(*lines: str, name: str = "api") -> str:
    stream = io.StringIO()
    console = Console(["api", "scheduler"], stream)
    for line in lines:
        console.show(name, line)
    return stream.getvalue()


def test_each_line_stands_under_its_process_name() -> None:
    assert shown("hello") == "api       | hello\n"


def test_a_structured_line_is_told_in_words() -> None:
    record = {"event": "job done", "level": "warning", "timestamp": "2026-01-12T12:00:01.5Z", "job": "a b", "took": 3}

    assert shown(json.dumps(record)) == 'api       | 12:00:01 warning job done job="a b" took=3\n'


def test_a_traceback_in_a_structured_line_keeps_its_lines() -> None:
    record = {"event": "failed", "level": "error", "exception": "Traceback:\n  here\nValueError: x"}

    assert shown(json.dumps(record)).splitlines() == [
        "api       | error   failed",
        "api       |     Traceback:",
        "api       |       here",
        "api       |     ValueError: x",
    ]


def test_other_json_and_broken_json_are_shown_as_they_are() -> None:
    assert shown('{"a": 1}', '{"event": ', "[1]") == 'api       | {"a": 1}\napi       | {"event": \napi       | [1]\n'


def test_strangers_words_cannot_steer_the_terminal() -> None:
    record = json.dumps({"event": "page \x1b[2Jtitle", "note": "\x9b31m\u202eabc"})

    output = shown(record, "plain \x1b]0;title\x07", "bell\x07")

    assert not [char for char in output if not char.isprintable() and char != "\n"]
    assert "page \\x1b[2Jtitle" in output


def test_lines_are_cut_where_they_end_and_not_where_the_pipe_does() -> None:
    lines = Lines()

    assert lines.feed(b"one\ntw") == ["one"]
    assert lines.feed("o ü\r\n\xff".encode("latin-1")) == ["two \\xfc"]
    assert lines.flush() == ["\\xff"]


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    lines = Lines()

    assert len(lines.feed(b"x" * 100_000)) == 1
    assert lines.flush() == []
