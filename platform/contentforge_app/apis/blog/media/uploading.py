"""Take a file into the library, and wait a while for its smaller pictures, holding no connection."""

import asyncio
from typing import Final
from uuid import UUID

from fastapi import Request

from contentforge_app.apis.blog.media.receiving import Received, received
from contentforge_app.apis.common.callers import Caller, Visitor
from contentforge_app.apis.common.idempotency import claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_blog.media import Media, MediaStatus, library
from contentforge_content.images.discard import keep, set_aside
from contentforge_platform.errors import Invalid, Unavailable
from contentforge_platform.idempotency import remember
from contentforge_tenants.audit import Actor

_FIRST_LOOK_SECONDS: Final = 0.05
_LOOKS_SECONDS: Final = 0.4


async def upload(request: Request, visitor: Visitor, key: str | None) -> Media:
    """Store the file and enter it; with a key that was used before, read what that request has entered.

    Raises:
        Invalid, PayloadTooLarge, UnsupportedMediaType: the file cannot be taken.
        StorageFailed: 503.
    """
    async with visitor.uow.read(visitor.opening) as session:
        caller = visitor.admit(session)
    async with received(request, visitor.runtime.settings.imaging.limits) as given:
        media = await _entered(request, visitor, caller, given, key)
    return await _when_ready(visitor, caller, media)


async def _entered(request: Request, visitor: Visitor, caller: Caller, given: Received, key: str | None) -> Media:
    """The object first, its row after it: if we end in between, the object goes within the hour."""
    tenant, runtime = caller.tenant, visitor.runtime
    wanted, object_key = given.upload, given.upload.key(caller.tenant)
    async with visitor.uow.write(visitor.opening) as session:
        use = await claimed(request, visitor.writing(session), session, key, given.digest)
        if use is not None and use.objects:
            return await library.get(session, tenant, use.objects[0])
        aside = await set_aside(session, tenant, runtime.kinds.discard, [object_key])
    await runtime.storage.put_file(object_key, given.file, content_type=wanted.type.mime)
    async with visitor.uow.write(visitor.opening) as session:
        writing = visitor.writing(session)
        use = await claimed(request, writing, session, key, given.digest)
        if use is not None and use.objects:  # the same request was faster; what we have stored stays set aside
            return await library.get(session, tenant, use.objects[0])
        if not await keep(session, tenant, aside):
            raise Unavailable("The file storage was too slow. Please try again.")
        media = await library.add(session, tenant, Actor(caller.user, client_of(request)), caller.user, wanted)
        if use is not None:
            await remember(session, use, [media.id])
        return media


async def _when_ready(visitor: Visitor, caller: Caller, media: Media) -> Media:
    """The file once its pictures are there, or when the time for waiting is over; a damaged one is taken back.

    Raises:
        Invalid: a worker found that it is no picture.
    """
    found = media
    pause = _FIRST_LOOK_SECONDS
    try:
        async with asyncio.timeout(visitor.runtime.settings.generation.inline_wait_seconds):
            while found.status is MediaStatus.PROCESSING:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LOOKS_SECONDS)
                found = await _read(visitor, caller, media.id)
    except TimeoutError:
        return found
    if found.status is MediaStatus.FAILED:
        async with visitor.uow.write(caller.tenant) as session:
            await library.withdraw(session, caller.tenant, media.id, visitor.runtime.kinds.discard)
        raise Invalid(found.error_message or "The image could not be processed.", loc=("body", "file"))
    return found


async def _read(visitor: Visitor, caller: Caller, media: UUID) -> Media:
    async with visitor.uow.read(caller.tenant) as session:
        return await library.get(session, caller.tenant, media)
