"""`contentforge dev`: everything in one terminal, with the real command behind each child."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

import typer

from contentforge_app.cli.migrate import migrate_with
from contentforge_app.cli.surroundings import problems
from contentforge_app.dev import Child, DevPlan, Environment, Listens, run_dev

_DEFAULT_PORT: Final = 8000


def run(port: int | None) -> int:
    """Run until Ctrl-C or SIGTERM; the exit status."""
    environment = os.environ
    environment.setdefault("CONTENTFORGE_ENV", "development")
    if wrong := problems():
        typer.echo("\n".join(wrong), err=True)
        return 2
    host = environment.get("CONTENTFORGE_HOST", "127.0.0.1")
    chosen = port if port is not None else int(environment.get("CONTENTFORGE_PORT", _DEFAULT_PORT))
    return run_dev(
        DevPlan(
            data_dir=Path(environment.get("CONTENTFORGE_DATA_DIR", ".contentforge")),
            children=(
                Child("api", _serve, Listens.PUBLIC),
                Child("generation", partial(_work, "generation")),
                Child("media", partial(_work, "media")),
                Child("events", partial(_work, "events")),
                Child("scheduler", _schedule),
                *_sandbox_child(environment.get("CONTENTFORGE_BILLING__MODE", "sandbox")),
            ),
            migrate=migrate_with,
            preload=_preload,
            host=host,
            port=chosen,
            environment={"CONTENTFORGE_PUBLIC_URL": f"http://{host}:{chosen}"},
            database_url=environment.get("CONTENTFORGE_DATABASE__URL"),
            redis_url=environment.get("CONTENTFORGE_REDIS__URL"),
        )
    )


def _preload() -> None:
    """Import what all children share once, before they are forked."""
    import contentforge_app.cli.processes  # noqa: F401, PLC0415 - for the effect, and not before it is wanted


def _serve(_: Environment) -> None:
    from contentforge_app.cli.processes import serve  # noqa: PLC0415 - preloaded

    serve()


def _schedule(_: Environment) -> None:
    from contentforge_app.cli.processes import schedule  # noqa: PLC0415 - preloaded

    schedule()


def _sandbox_child(mode: str) -> tuple[Child, ...]:
    """The local Stripe, unless billing is off or Stripe's own."""
    return (Child("sandbox", _sandbox, Listens.SANDBOX),) if mode == "sandbox" else ()


def _sandbox(_: Environment) -> None:
    # Not preloaded: it brings Stripe's package, which the other children need not carry.
    from contentforge_app.cli.sandbox import run as serve_sandbox  # noqa: PLC0415 - see above

    sys.exit(serve_sandbox())


def _work(queue: str, _: Environment) -> None:
    from contentforge_app.cli.processes import work  # noqa: PLC0415 - preloaded

    work(queue)
