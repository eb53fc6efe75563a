"""Take a backup of an installation that goes on serving."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy import make_url

from contentforge_app.backup import dumping, objects, parts, programs, repository
from contentforge_app.backup.errors import BackupRefused
from contentforge_app.backup.manifest import DATABASE, OBJECTS, Manifest, Objects, Roles, part_of
from contentforge_app.backup.programs import Programs
from contentforge_app.backup.repository import Facts, Snapshot
from contentforge_app.backup.telling import Tell
from contentforge_app.takeout import STORED
from contentforge_platform.storage import Storage

_KEYS: Final = "keys.txt"
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the database as the role `system` sees it, and the storage (None: it is left out).

    `app` is the name of the role that serves, `peppers` are fingerprints.
    """

    system_url: str
    app: str
    storage: Storage | None
    peppers: list[str]

    @property
    def system(self) -> str:
        return make_url(self.system_url).username or ""


async def take(source: Source, folder: Path, tell: Tell) -> Path:
    """Write a backup below `folder` and answer where it is. It appears whole, or not at all.

    The order is what makes it whole. An object is stored before the row that names it is committed, and deleted after
    that row is gone: so the rows are read first, and then exactly the objects that they name are copied. Were it the
    other way round, an image finished in between would come back as a row without its object. What is deleted in
    between may come back as a row without an object, and nobody misses it: it was to be deleted. Variants that are
    named and not made yet are absent too; the work that makes them is in the dump and goes on after a restore.

    Raises:
        BackupRefused: it cannot be taken; nothing is left of the attempt.
    """
    with parts.drafted(folder, datetime.now(UTC)) as (draft, final):
        async with repository.snapshot(source.system_url) as snapshot:
            facts = await snapshot.facts()
            tools = programs.find(at_least=facts.server)
            rows = await _database(source, snapshot, facts, tools, draft, tell)
        tell(f"database   reading the dump back, and counting {sum(rows.values())} rows")
        dumping.compared(rows, await dumping.counted(tools, draft / DATABASE))
        kept = await _objects(source, draft, tell)
        names = [DATABASE, *([OBJECTS] if kept is not None else [])]
        for name in names:
            await asyncio.to_thread(parts.flush, draft / name)
        Manifest(
            version=version("contentforge"),
            revision=facts.revision,
            taken_at=facts.taken_at,
            server=facts.server,
            tool=tools.major,
            roles=Roles(owner=facts.owner, app=source.app, system=source.system),
            rows=rows,
            parts={name: await asyncio.to_thread(part_of, draft / name) for name in names},
            objects=kept,
            peppers=source.peppers,
        ).write(draft)
    return final


async def _database(
    source: Source, snapshot: Snapshot, facts: Facts, tools: Programs, draft: Path, tell: Tell
) -> dict[str, int]:
    """Dump what the snapshot shows, and say how many rows of each table that is."""
    if hidden := await snapshot.hidden_tables():
        raise BackupRefused(
            f"The role {source.system} does not see every row of {', '.join(hidden[:_SHOWN])}: their rows would"
            " be missing from the backup. Is CONTENTFORGE_DATABASE__SYSTEM_URL that of the role `system`?"
        )
    rows = await _counted(source, snapshot, facts, draft)
    tell(f"database   dumping it by pg_dump {tools.major}, as it is at {facts.taken_at:%Y-%m-%d %H:%M:%S} UTC")
    await dumping.dump(tools, source.system_url, facts.snapshot, draft / DATABASE, tell)
    return rows


async def _counted(source: Source, snapshot: Snapshot, facts: Facts, draft: Path) -> dict[str, int]:
    rows = await snapshot.rows()
    if source.storage is not None:
        try:
            with parts.created(draft / _KEYS) as file:
                async for key in snapshot.keys(STORED):
                    file.write(f"{key}\n".encode("ascii"))
        except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError) as missing:
            raise BackupRefused(
                f"The database is at {facts.revision}, of an earlier release: let that release take its backup."
            ) from missing
    return rows


async def _objects(source: Source, draft: Path, tell: Tell) -> Objects | None:
    if source.storage is None:
        tell("objects    left out, as was asked for")
        return None
    keys = draft / _KEYS
    kept = await objects.keep(source.storage, keys, draft / OBJECTS, tell)
    keys.unlink()
    absent = f"; {kept.absent} are not in the storage: not made yet, or deleted meanwhile" if kept.absent else ""
    tell(f"objects    {kept.stored}{absent}")
    return kept
