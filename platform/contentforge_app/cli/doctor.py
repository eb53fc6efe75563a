"""`contentforge doctor`: each check in a line, with what to do about it where it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import typer
from pydantic import ValidationError

from contentforge_app.cli import examination
from contentforge_app.cli.examination import Examined
from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete

_CHECK_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class _Check:
    name: str
    examine: Callable[[Settings], Awaitable[Examined]]


_CHECKS: Final = (
    _Check("database", examination.database),
    _Check("roles", examination.roles),
    _Check("row-level security", examination.row_level_security),
    _Check("migrations", examination.migrations),
    _Check("redis", examination.redis),
    _Check("storage", examination.storage),
    _Check("mail", examination.mail),
    _Check("providers", examination.providers),
    _Check("work", examination.work),
    _Check("usage ledger", examination.ledger),
)


def run() -> int:
    """Run every check; 0 if all is well, 1 if something is not."""
    try:
        settings = configured()
        settings.require_complete()
    except (SettingsIncomplete, ValidationError) as problem:
        _tell("settings", Examined.bad(str(problem), "Set what is named above; `contentforge settings` lists all."))
        return 1
    _tell("settings", Examined.good(f"complete, {settings.env.value}"))
    verdicts = asyncio.run(_examine_all(settings))
    return 0 if all(verdict.well for verdict in verdicts) else 1


async def _examine_all(settings: Settings) -> list[Examined]:
    verdicts = []
    for check in _CHECKS:
        verdict = await _examine(check, settings)
        _tell(check.name, verdict)
        verdicts.append(verdict)
    return verdicts


async def _examine(check: _Check, settings: Settings) -> Examined:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            return await check.examine(settings)
    except TimeoutError:
        return Examined.bad(f"no answer within {_CHECK_SECONDS:.0f} s", "Is it running, and may this machine reach it?")
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is this check's finding
        return Examined.bad(f"{type(error).__name__}: {error}".strip(), examination.ADVICE.get(check.name, ""))


def _tell(name: str, verdict: Examined) -> None:
    mark = typer.style("ok  ", fg="green") if verdict.well else typer.style("FAIL", fg="red")
    typer.echo(f"{mark} {name:20} {verdict.finding}")
    if verdict.advice and not verdict.well:
        typer.echo(f"     {'':20} -> {verdict.advice}")
