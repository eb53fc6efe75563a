"""`contentforge init-env`: fresh secrets for an installation by compose, once."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contentforge_app.cli.init_env import environment
from contentforge_app.cli.main import app
from contentforge_app.settings import Settings

_SHELL = CliRunner()


def test_it_writes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / ".env"

    done = _SHELL.invoke(app, ["init-env", str(path)])

    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "CONTENTFORGE_SECRETS__JWT=" in path.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == [".env"]


def test_a_file_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("POSTGRES_PASSWORD=in-use\n", encoding="utf-8")

    done = _SHELL.invoke(app, ["init-env", str(path)])

    assert done.exit_code == 1
    assert "stay as they are" in done.output
    assert path.read_text(encoding="utf-8") == "POSTGRES_PASSWORD=in-use\n"


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = _SHELL.invoke(app, ["init-env", str(tmp_path / "nowhere" / ".env")])

    assert done.exit_code == 1
    assert "cannot be written: No such file or directory." in done.output


def test_a_dash_writes_to_standard_output() -> None:
    done = _SHELL.invoke(app, ["init-env", "-"])

    assert done.exit_code == 0
    assert _read(done.stdout).keys() == _read(environment()).keys()


def test_no_two_secrets_are_equal_and_no_two_files() -> None:
    first, second = (_secrets(environment()) for _ in range(2))

    assert len(set(first.values())) == len(first)
    assert set(first.values()) & set(second.values()) == set()


def test_production_starts_with_what_is_made(clean_environment: pytest.MonkeyPatch) -> None:
    for name, value in _read(environment()).items():
        clean_environment.setenv(name, value)
    clean_environment.setenv("CONTENTFORGE_ENV", "production")

    settings = Settings()

    settings.require_complete()
    assert settings.database.owner_url is not None
    assert settings.storage.secret_access_key is not None


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("CONTENTFORGE_DATABASE__URL", "CONTENTFORGE_REDIS__URL", "CONTENTFORGE_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def _read(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _secrets(text: str) -> dict[str, str]:
    """All but the address, and the passwords that a URL repeats."""
    return {name: value for name, value in _read(text).items() if name != "CONTENTFORGE_PUBLIC_URL"}
