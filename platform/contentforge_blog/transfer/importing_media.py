"""Bring files into a site's library: looked at as uploads are, stored, and entered."""

import asyncio
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

from contentforge_blog.media import MediaNotFound, Upload, library
from contentforge_blog.media.examine import examined, type_of
from contentforge_blog.media.library import LONGEST_ALT, LONGEST_CAPTION, check_text
from contentforge_blog.transfer.entry import MediaEntry, Unreadable
from contentforge_blog.transfer.importing import Importer, Outcome
from contentforge_content.images.discard import keep, set_aside
from contentforge_platform.errors import BusinessError, Unavailable
from contentforge_platform.ids import UserId
from contentforge_platform.imaging import Limits
from contentforge_platform.storage import Storage
from contentforge_platform.work import Kind
from contentforge_tenants.audit import Actor


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where files go: their storage, the work that removes those which were never entered, and a picture's limits."""

    storage: Storage
    discards: Kind
    limits: Limits


async def put_media(importer: Importer, shelves: Shelves, entry: MediaEntry, file: BinaryIO) -> Outcome:
    """Enter a file, unless it is there; posts that are brought in after it may show it.

    Raises:
        Unreadable: it cannot be taken, and why.
    """
    try:
        if await _is_there(importer, entry.id):
            outcome = Outcome.THERE
        else:
            upload = await asyncio.to_thread(_looked_at, entry, file, shelves.limits)
            await _enter(importer, shelves, upload, file, importer.member(entry.uploader))
            outcome = Outcome.MADE
    except BusinessError as refusal:
        raise Unreadable(f"{entry.source}: {refusal.message}") from None
    importer.media.add(entry.id)
    return outcome


async def _is_there(importer: Importer, media: UUID) -> bool:
    tenant = importer.site.tenant
    async with importer.uow.read(tenant) as session:
        try:
            await library.get(session, tenant, media)
        except MediaNotFound:
            return False
        return True


def _looked_at(entry: MediaEntry, file: BinaryIO, limits: Limits) -> Upload:
    upload = examined(file, type_of(file), entry.original_name, limits)
    return replace(
        upload,
        id=entry.id,
        alt=check_text(entry.alt, "alt", LONGEST_ALT),
        caption=check_text(entry.caption, "caption", LONGEST_CAPTION),
        focal=entry.focal,
        created_at=entry.created_at,
    )


async def _enter(importer: Importer, shelves: Shelves, upload: Upload, file: BinaryIO, uploader: UserId) -> None:
    """The object first, its row after it: if we end in between, the object goes within the hour."""
    tenant, key = importer.site.tenant, upload.key(importer.site.tenant)
    async with importer.uow.write(tenant) as session:
        aside = await set_aside(session, tenant, shelves.discards, [key])
    await shelves.storage.put_file(key, file, content_type=upload.type.mime)
    async with importer.uow.write(tenant) as session:
        if not await keep(session, tenant, aside):
            raise Unavailable("The file storage was too slow. Please try again.")
        await library.add(session, tenant, Actor(importer.user), uploader, upload)
