"""An installation in small, to be backed up, destroyed and restored: a database of its own and a folder of objects."""

import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from pydantic import SecretStr
from sqlalchemy import make_url

from contentforge_app.backup import Source, Target, fingerprints, programs, restore, take
from contentforge_app.backup.manifest import NAME, Manifest, Roles, part_of
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.storage import Storage, StorageSettings, UrlSigner, open_storage
from support.databases import DatabaseUrls
from support.files import picture
from support.posts import Desk

PEPPERS = [SecretStr("A pepper of the tests that is long enough")]
ROLES = Roles(owner="contentforge_owner", app="contentforge_app", system="contentforge_system")
_TABLES = """
SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""

_PICTURE = """
INSERT INTO blog_media (organization_id, id, uploader_id, filename, original_name, mime_type, kind, size_bytes,
    object_key, status)
VALUES ($1, gen_random_uuid(), $2, 'a.jpg', 'a.jpg', 'image/jpeg', 'IMAGE', 9, $3, 'ready')
"""


@dataclass
class Installation:
    """What an operator has to lose, and what they lose it by."""

    urls: DatabaseUrls
    folder: Path
    storage: Storage
    told: list[str] = field(default_factory=list)

    @property
    def objects(self) -> Path:
        return self.folder / "storage"

    async def fill(self) -> TenantId:
        """Somebody's posts, and pictures with their objects; one picture's is not there."""
        async with self.uow() as uow:
            desk = await Desk.opened(uow)
            for number in range(3):
                await desk.write()
                key = f"{desk.tenant}/media/{uuid4()}.jpg"
                if number:
                    await self.storage.put(key, picture(size=(16 + number, 9)), content_type="image/jpeg")
                async with uow.write(desk.tenant) as session:
                    await session.fetchval(_PICTURE, desk.tenant, desk.author.user, key)
        return desk.tenant

    @asynccontextmanager
    async def uow(self) -> AsyncIterator[UnitOfWork]:
        """The product's own way into the database, for as long as the block lasts."""
        database = Database(self.urls.settings(), application="test")
        try:
            yield UnitOfWork(database, lambda _: None)
        finally:
            await database.close()

    async def take(self, folder: Path, *, media: bool = True, system_url: str | None = None) -> Path:
        storage = self.storage if media else None
        source = Source(system_url or self.urls.system, ROLES.app, storage, fingerprints(PEPPERS))
        return await take(source, folder, self.told.append)

    async def restore(self, backup: Path, *, replace: bool = False, roles: Roles = ROLES) -> Manifest:
        urls = self.urls
        target = Target(urls.owner, urls.app, urls.system, roles, self.storage, replace)
        return await restore(target, backup, self.told.append)

    async def destroy(self) -> None:
        """Drop the database and make an empty one of the same name; remove all objects."""
        name = make_url(self.urls.admin).database
        connection = await asyncpg.connect(
            make_url(self.urls.admin).set(database="postgres").render_as_string(hide_password=False)
        )
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name} OWNER contentforge_owner")
        await connection.close()
        for path in sorted(self.objects.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()

    async def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text, as the superuser sees them."""
        connection = await asyncpg.connect(self.urls.admin)
        try:
            tables = [row[0] for row in await connection.fetch(_TABLES)]
            return {
                table: [row[0] for row in await connection.fetch(f"SELECT held::text FROM {table} AS held ORDER BY 1")]
                for table in tables
            }
        finally:
            await connection.close()

    def files(self) -> dict[str, bytes]:
        """Every object, by its key."""
        paths = [path for path in self.objects.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.objects)): path.read_bytes() for path in paths}

    def schema(self) -> list[str]:
        return schema(self.urls.admin)

    async def execute(self, statement: str, *, owner: bool = False) -> None:
        connection = await asyncpg.connect(self.urls.owner if owner else self.urls.admin)
        await connection.execute(statement)
        await connection.close()


@asynccontextmanager
async def installation(urls: DatabaseUrls, folder: Path) -> AsyncIterator[Installation]:
    """An installation on this database, its objects below this folder."""
    storage = open_storage(StorageSettings(), data_dir=folder, signer=UrlSigner(PEPPERS, seconds=3600))
    try:
        yield Installation(urls, folder, storage)
    finally:
        await storage.close()


def schema(url: str) -> list[str]:
    """Everything that is defined in a database, owners, grants and default privileges too, line by line in order.

    PostgreSQL writes a BETWEEN with fewer parentheses once it has read its own text, and grants in order of their age.
    """
    tools = programs.find(at_least=18)
    command = [tools.path("pg_dump"), "--schema-only", f"--dbname={programs.address(url)}"]
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own
        command, env=programs.environment(url), capture_output=True, text=True, check=True
    )
    lines = (line.replace("(", "").replace(")", "") for line in done.stdout.splitlines())
    return sorted(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


def retold(backup: Path, **changes: Any) -> None:
    """Change what a manifest says; `parts` anew from the files as they are if nothing is said of them."""
    path = backup / NAME
    told = json.loads(path.read_text(encoding="utf-8"))
    told["parts"] = {name: part_of(backup / name).model_dump() for name in told["parts"]}
    path.write_text(json.dumps({**told, **changes}), encoding="utf-8")
