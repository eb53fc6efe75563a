"""Sizes at which a file or a function still fits a reader's head."""

import ast

import pytest

from support.repository import ROOT, files, python_files

_LONGEST_FILE = 400
_LONGEST_FUNCTION = 50
_SOURCE = {".py", ".ts", ".tsx", ".mjs", ".js", ".css"}


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in files()
        if path.suffix in _SOURCE
    }

    assert {path: length for path, length in lengths.items() if length >= _LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{path}:{line} {name}": length
        for path in python_files()
        for name, line, length in functions((ROOT / path).read_text(encoding="utf-8"))
        if length >= _LONGEST_FUNCTION
    }

    assert too_long == {}


@pytest.mark.parametrize("form", ["def f():", "async def f():", "class A:\n    def f(self):"])
def test_the_lines_of_a_function_are_counted_from_its_name_to_its_end(form: str) -> None:
    indent = " " * (8 if "class" in form else 4)
    body = "\n".join(f"{indent}x = {number}" for number in range(9))

    assert [length for _, _, length in functions(f"{form}\n{body}\n")] == [10]


def functions(source: str) -> list[tuple[str, int, int]]:
    """Name, first line and number of lines of every function in `source`."""
    return [
        (node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
