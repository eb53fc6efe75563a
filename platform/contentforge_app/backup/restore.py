"""Bring an installation back from a backup: checked whole before anything is touched, the database last."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from contentforge_app.backup import loading, objects, programs, repository, statements
from contentforge_app.backup.errors import BackupRefused
from contentforge_app.backup.manifest import DATABASE, OBJECTS, Manifest, Roles
from contentforge_app.backup.telling import Tell
from contentforge_app.migrations import head, superseded
from contentforge_app.migrations.roles import ensure_roles
from contentforge_platform.storage import Storage


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup goes: a database by the URLs of the three roles, and the storage (None: it stays as it is).

    `replace`: what is in the database may be dropped for it.
    """

    owner_url: str
    app_url: str
    system_url: str
    roles: Roles
    storage: Storage | None
    replace: bool = False


async def restore(target: Target, folder: Path, tell: Tell) -> Manifest:
    """Restore the backup in `folder`; what it says of itself.

    Everything that can be checked is checked first. Then come the objects, which a second attempt only puts there
    again, and at last the database, in one transaction: before its commit nothing is restored, after it everything is.

    Raises:
        BackupRefused: it cannot be restored; the database is as it was.
        StorageFailed: the storage does not answer; likewise.
    """
    manifest = Manifest.read(folder)
    _check_origin(manifest, target)
    tell(f"checking   {folder}, of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC, {sum(manifest.rows.values())} rows")
    await asyncio.to_thread(manifest.check, folder)
    tools = programs.find(at_least=manifest.tool)
    server = await _made_ready(target, manifest)
    if target.storage is not None and manifest.objects is not None:
        given = await objects.give_back(target.storage, folder / OBJECTS, tell)
        tell(f"objects    {given}")
    tell(f"database   restoring it by pg_restore {tools.major}")
    await loading.load(
        tools,
        target.owner_url,
        folder / DATABASE,
        server=server,
        before=statements.before(target.roles, replace=target.replace),
        after=statements.after(target.roles, manifest.rows),
    )
    return manifest


def _check_origin(manifest: Manifest, target: Target) -> None:
    if manifest.revision != head() and manifest.revision not in superseded():
        raise BackupRefused(
            f"The backup is of migration {manifest.revision}, which this release does not know ({manifest.version} took"
            f" it, the newest migration here is {head()}). Restore it with the release that took it, or a later one."
        )
    if manifest.roles != target.roles:
        theirs, ours = (f"{roles.owner}, {roles.app}, {roles.system}" for roles in (manifest.roles, target.roles))
        raise BackupRefused(
            f"The backup's grants and policies name the roles {theirs}; the URLs here name {ours}. Use the same names."
        )


async def _made_ready(target: Target, manifest: Manifest) -> int:
    """Make the roles if that is allowed; the server's major version.

    Raises:
        BackupRefused: this database is not one to restore into.
    """
    roles = target.roles
    serving = [roles.app, roles.system]
    found = await repository.state(target.owner_url, serving)
    if found.server < manifest.server:
        raise BackupRefused(
            f"The backup is from PostgreSQL {manifest.server}, this server is {found.server}: take one as new."
        )
    if found.held and not target.replace:
        raise BackupRefused(
            "The database is not empty. Restore into an empty one, or say --replace to drop what is in it."
        )
    if found.sessions:
        raise BackupRefused(
            f"{found.sessions} connections of {' and '.join(serving)} are open: stop API, workers and scheduler first."
        )
    urls = {"owner": target.owner_url, "app": target.app_url, "system": target.system_url}
    if not await ensure_roles(target.owner_url, urls) and found.missing_roles:
        raise BackupRefused(
            f"There is no role {' and no role '.join(found.missing_roles)}, and {roles.owner} may not make roles: make"
            " them as the runbook says."
        )
    return found.server
