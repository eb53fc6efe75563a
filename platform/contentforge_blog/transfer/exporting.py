"""Take a site's posts and files along."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_blog.media import FocalPoint
from contentforge_blog.posts import queries
from contentforge_blog.posts.filing_repository import Filing
from contentforge_blog.posts.post import Post, Translation
from contentforge_blog.posts.text import COLUMNS, Text
from contentforge_blog.transfer import repository
from contentforge_blog.transfer.entry import MediaEntry, PostEntry, TermEntry
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.storage import ObjectMissing, Storage

_BATCH: Final = 50
_FIRST: Final = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


async def count(uow: UnitOfWork, tenant: TenantId) -> tuple[int, int]:
    """How many posts there are to take along, and how many files."""
    async with uow.read(tenant) as session:
        return await repository.count(session, tenant), await repository.count_media(session, tenant)


async def terms_of(uow: UnitOfWork, tenant: TenantId) -> list[TermEntry]:
    """All categories and tags."""
    found: list[TermEntry] = []
    async with uow.read(tenant) as session:
        for kind in Filing:
            names: dict[UUID, list[dict[str, str | None]]] = {}
            for row in await repository.names(session, tenant, kind):
                names.setdefault(row["term"], []).append({key: row[key] for key in row.keys() if key != "term"})  # noqa: SIM118 - a row iterates over its values
            found += [
                TermEntry(
                    kind=kind,
                    id=row["id"],
                    parent=row["parent"],
                    created_at=row["created_at"],
                    translations=names.get(row["id"], []),
                )
                for row in await repository.terms(session, tenant, kind)
            ]
    return found


async def posts_of(uow: UnitOfWork, tenant: TenantId) -> AsyncIterator[PostEntry]:
    """All posts, the oldest first, read in short transactions."""
    async with uow.read(tenant) as session:
        emails = {UserId(row["user_id"]): row["email"] for row in await repository.emails(session, tenant)}
    last = _FIRST
    while True:
        async with uow.read(tenant) as session:
            rows = await repository.after(session, tenant, *last, _BATCH)
            posts = [await queries.get(session, tenant, row["id"]) for row in rows]
        for post in posts:
            yield _entry(post, emails.get(post.author.id))
        if not posts:
            return
        last = posts[-1].created_at, posts[-1].id


async def media_of(
    uow: UnitOfWork, storage: Storage, tenant: TenantId
) -> AsyncIterator[tuple[MediaEntry, AsyncIterator[bytes]]]:
    """All files, the oldest first, with their contents; one that is deleted meanwhile is left out.

    Raises:
        StorageFailed: their storage does not answer.
    """
    async with uow.read(tenant) as session:
        emails = {row["user_id"]: row["email"] for row in await repository.emails(session, tenant)}
    last = _FIRST
    while True:
        async with uow.read(tenant) as session:
            rows = await repository.media_after(session, tenant, *last, _BATCH)
        for row in rows:
            try:
                size = (await storage.facts(row["object_key"])).size
            except ObjectMissing:
                continue
            yield _media_entry(row, emails.get(row["uploader_id"])), storage.read(row["object_key"], 0, size)
        if not rows:
            return
        last = rows[-1]["created_at"], rows[-1]["id"]


def _media_entry(row: asyncpg.Record, uploader: str | None) -> MediaEntry:
    x, y = row["focal_x"], row["focal_y"]
    return MediaEntry(
        id=row["id"],
        source=str(row["id"]),
        original_name=row["original_name"],
        extension=row["object_key"].rpartition(".")[2],
        alt=row["alt"],
        caption=row["caption"],
        focal=None if x is None or y is None else FocalPoint(x, y),
        created_at=row["created_at"],
        uploader=uploader,
    )


def _entry(post: Post, author: str | None) -> PostEntry:
    return PostEntry(
        id=post.id,
        source=str(post.id),
        status=post.status,
        publish_at=post.publish_at,
        created_at=post.created_at,
        author=author,
        categories=[one.id for one in post.categories],
        tags=[one.id for one in post.tags],
        texts={one.locale: _text(one) for one in post.translations},
    )


def _text(one: Translation) -> Text:
    return Text.from_values({name: getattr(one, name) for name in COLUMNS})
