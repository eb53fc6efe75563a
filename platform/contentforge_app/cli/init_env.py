"""`contentforge init-env`: the secrets of an installation on one machine, made anew, for `deploy/compose.yaml`."""

import secrets
from pathlib import Path
from typing import Final

import typer

from contentforge_app.embedded import folders

STANDARD_OUTPUT: Final = "-"
_BYTES: Final = 32

_HEAD: Final = """\
# Secrets of this installation, made by `contentforge init-env`. Keep them: without the passwords the volumes cannot be
# read, without the pepper nobody's key or session is known any more. To rotate one, see deploy/runbook.md.
"""


def run(target: str) -> int:
    """Write fresh secrets to a file that is not there yet, or to standard output; the exit status."""
    text = environment()
    if target == STANDARD_OUTPUT:
        typer.echo(text, nl=False)
        return 0
    path = Path(target)
    if path.exists():
        typer.echo(f"{path} exists already: its secrets are in use, so they stay as they are.", err=True)
        return 1
    try:
        folders.write_private(path, text)
    except OSError as error:
        typer.echo(f"{path} cannot be written: {error.strerror}.", err=True)
        return 1
    typer.echo(f"{path} written; only you can read it.")
    return 0


def environment() -> str:
    """The lines of an environment file: every secret at random, and the URLs that carry some of them."""
    passwords = {role: _random() for role in ("app", "owner", "system")}
    valkey = _random()
    lines = {
        "CONTENTFORGE_PUBLIC_URL": "http://localhost:8000",
        "CONTENTFORGE_SECRETS__JWT": _random(),
        "CONTENTFORGE_SECRETS__KEY_PEPPER": _random(),
        "POSTGRES_PASSWORD": _random(),
        "OWNER_PASSWORD": passwords["owner"],
        "CONTENTFORGE_DATABASE__URL": _database_url("app", passwords),
        "CONTENTFORGE_DATABASE__OWNER_URL": _database_url("owner", passwords),
        "CONTENTFORGE_DATABASE__SYSTEM_URL": _database_url("system", passwords),
        "VALKEY_PASSWORD": valkey,
        "CONTENTFORGE_REDIS__URL": f"redis://:{valkey}@valkey:6379/0",
        "MINIO_ROOT_USER": f"root-{secrets.token_hex(4)}",
        "MINIO_ROOT_PASSWORD": _random(),
        "CONTENTFORGE_STORAGE__ACCESS_KEY_ID": f"contentforge-{secrets.token_hex(4)}",
        "CONTENTFORGE_STORAGE__SECRET_ACCESS_KEY": _random(),
        "GRAFANA_PASSWORD": _random(),
    }
    return _HEAD + "".join(f"{name}={value}\n" for name, value in lines.items())


def _database_url(role: str, passwords: dict[str, str]) -> str:
    return f"postgresql://contentforge_{role}:{passwords[role]}@postgres:5432/contentforge"


def _random() -> str:
    """256 bits, in characters that neither a URL nor an environment file takes amiss."""
    return secrets.token_hex(_BYTES)
