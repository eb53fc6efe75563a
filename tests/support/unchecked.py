"""What a test cannot check here: skipped, and said so. In CI it fails: it must not look as if it had been checked."""

import os
from typing import NoReturn

import pytest


def not_checked(why: str) -> NoReturn:
    """Skip the test, or fail it in CI (the variable CI)."""
    told = f"NOT CHECKED: {why}"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)
