"""`contentforge sandbox`: where it does not start, and that `dev` makes what it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_COMPLETE = {
    "CONTENTFORGE_BILLING__SANDBOX_URL": "http://127.0.0.1:1",
    "CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL": "postgresql://sandbox@127.0.0.1:1/nowhere",
    "STRIPE_SECRET_KEY": "sk_test_x",
}


def _run(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith(("CONTENTFORGE_", "STRIPE_"))}
    environment = {**base, "CONTENTFORGE_DATA_DIR": str(tmp_path), **settings}
    command = [sys.executable, "-m", "contentforge_app", "sandbox"]
    return subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("environment", [{"CONTENTFORGE_ENV": "production"}, {}], ids=["production", "unsaid"])
def test_it_does_not_start_in_production(tmp_path: Path, environment: dict[str, str]) -> None:
    done = _run(tmp_path, **_COMPLETE, **environment)

    assert done.returncode == 2
    assert "does not start in production" in done.stderr


@pytest.mark.parametrize("missing", _COMPLETE)
def test_what_it_needs_is_named(tmp_path: Path, missing: str) -> None:
    settings = {name: value for name, value in _COMPLETE.items() if name != missing}

    done = _run(tmp_path, CONTENTFORGE_ENV="development", **settings)

    assert done.returncode == 2
    assert f"{missing} is not set." in done.stderr
