"""`contentforge backup` and `contentforge restore`: what an operator types, and reads."""

import asyncio
import shutil
import signal
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import typer
from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url

from contentforge_app.backup import BackupRefused, Manifest, Source, Target, fingerprints, finished, restore, take
from contentforge_app.backup.manifest import Roles
from contentforge_app.cli.surroundings import configured, problems
from contentforge_app.migrations import head
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_platform.errors import BusinessError
from contentforge_platform.storage import Storage, UrlSigner, open_storage

_NEXT: Final = """\
Restored. What comes next:
1. Secrets are in no backup. CONTENTFORGE_SECRETS__KEY_PEPPER must be what it was: by it API keys, sessions and links
   in mails are known, and second factors are read. With a new CONTENTFORGE_SECRETS__JWT people log in once more.
2. Run `contentforge migrate`: {migrate}
3. Start API, workers and scheduler, then run `contentforge doctor`.
Work that was under way at the backup goes on now; mail and model calls of that time may happen a second time.
"""
_OTHER_PEPPER: Final = """\
WARNING: CONTENTFORGE_SECRETS__KEY_PEPPER lacks {number} of the {of} secrets that were in use when the backup was taken.
Until they are added to the list, API keys, sessions, links in mails and second factors made under them are not known.
"""


def keep(folder: Path, *, without_media: bool, most: int | None) -> int:
    """Take a backup below `folder`, and tell where it is; the exit status. Of older ones there, `most` - 1 are kept."""
    return _run(lambda settings: _keep(settings, folder, media=not without_media, most=most))


def bring_back(backup: Path, *, replace: bool, without_media: bool) -> int:
    """Restore a backup; the exit status."""
    return _run(lambda settings: _bring_back(settings, backup, replace=replace, media=not without_media))


async def _keep(settings: Settings, folder: Path, *, media: bool, most: int | None) -> None:
    app, system = _urls(settings, "url", "system_url")
    async with _storage(settings, wanted=media) as storage:
        peppers = fingerprints(settings.secrets.key_pepper)
        made = await take(Source(system, _role(app), storage, peppers), folder, _tell)
    for old in finished(folder)[:-most] if most is not None else ():
        shutil.rmtree(old)
        _tell(f"removed    {old}")
    typer.echo(made)


async def _bring_back(settings: Settings, backup: Path, *, replace: bool, media: bool) -> None:
    owner, app, system = _urls(settings, "owner_url", "url", "system_url")
    roles = Roles(owner=_role(owner), app=_role(app), system=_role(system))
    async with _storage(settings, wanted=media) as storage:
        manifest = await restore(Target(owner, app, system, roles, storage, replace), backup, _tell)
    _tell_next(manifest, settings.secrets.key_pepper)


def _tell_next(manifest: Manifest, peppers: list[SecretStr]) -> None:
    behind = manifest.revision != head()
    migrate = f"the backup is at {manifest.revision}, this release is at {head()}." if behind else "it adds nothing."
    typer.echo(_NEXT.format(migrate=migrate), nl=False)
    if missing := set(manifest.peppers) - set(fingerprints(peppers)):
        typer.echo(_OTHER_PEPPER.format(number=len(missing), of=len(manifest.peppers)), err=True, nl=False)


def _run(work: Callable[[Settings], Awaitable[None]]) -> int:
    try:
        settings = configured()
        asyncio.run(_interruptible(work(settings)))
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    except ValidationError:
        typer.echo("\n".join(problems()), err=True)
        return 2
    except (BackupRefused, BusinessError) as refusal:
        typer.echo(str(refusal), err=True)
    except (OSError, tarfile.TarError) as problem:
        typer.echo(f"{type(problem).__name__}: {problem}", err=True)
    except asyncpg.PostgresError as problem:
        typer.echo(f"The database refuses: {problem}", err=True)
    except asyncio.CancelledError:
        typer.echo("Interrupted; nothing is left of it.", err=True)
    else:
        return 0
    return 1


async def _interruptible(work: Awaitable[None]) -> None:
    """Let SIGTERM end it as Ctrl-C does, so that what is half done is cleared away."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


def _tell(line: str) -> None:
    typer.echo(line, err=True)


@asynccontextmanager
async def _storage(settings: Settings, *, wanted: bool) -> AsyncIterator[Storage | None]:
    if not wanted:
        yield None
        return
    signer = UrlSigner(settings.secrets.key_pepper, seconds=settings.storage.url_seconds)
    storage = open_storage(settings.storage, data_dir=settings.data_dir, signer=signer)
    try:
        yield storage
    finally:
        await storage.close()


def _urls(settings: Settings, *names: str) -> list[str]:
    """The URLs that are needed, of those named in the settings of the database."""
    given: dict[str, SecretStr | None] = {name: getattr(settings.database, name) for name in names}
    if missing := [f"CONTENTFORGE_DATABASE__{name.upper()} is not set." for name, url in given.items() if url is None]:
        raise SettingsIncomplete("\n".join(missing))
    return [url.get_secret_value() for url in given.values() if url is not None]


def _role(url: str) -> str:
    return make_url(url).username or ""
