"""Put files into the media library, find them, describe them, and take them out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_blog import turns
from contentforge_blog.changes import PublicChange, announce
from contentforge_blog.media import repository
from contentforge_blog.media.keys import FocalPoint, original_key, variant_keys
from contentforge_blog.media.kinds import MEDIA_VARIANTS
from contentforge_blog.media.media import Media, MediaInUse, MediaNotFound, MediaStatus
from contentforge_blog.media.types import MediaKind, MediaType
from contentforge_blog.turns import Texts
from contentforge_content.images.discard import discard
from contentforge_platform import work
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_platform.text import fold
from contentforge_platform.work import Kind
from contentforge_tenants import audit
from contentforge_tenants.audit import Actor

MEDIA = audit.Entity("Media", frozenset({"filename", "original_name", "mime_type", "size_bytes", "alt", "caption"}))
LONGEST_ALT = 500
LONGEST_CAPTION = 2000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been looked at, and is to be stored.

    Attributes:
        original_name: what its owner calls it; shown and searched, and never part of a path.
        size: width and height in pixels, where that is known.
        created_at: when it was first uploaded; None is now.
    """

    type: MediaType
    original_name: str
    size_bytes: int
    size: tuple[int, int] | None = None
    alt: str = ""
    caption: str = ""
    focal: FocalPoint | None = None
    created_at: datetime | None = None
    id: UUID = field(default_factory=new_id)

    def key(self, tenant: TenantId) -> str:
        return original_key(tenant, self.id, self.type.extension)


def shown_name(given: str | None, extension: str) -> str:
    """The last part of the name that a client gave, without what no name needs."""
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    clean = "".join(character for character in last if character.isprintable()).strip()
    return clean[:_LONGEST_NAME] or f"upload.{extension}"


def check_text(text: str, field_name: str, longest: int) -> str:
    """An alternative text or caption.

    Raises:
        Invalid: it is too long.
    """
    if len(text) > longest:
        raise Invalid(f"{field_name} must have at most {longest} characters", loc=("body", field_name))
    return text


async def add(session: WriteSession, tenant: TenantId, actor: Actor, uploader: UserId, upload: Upload) -> Media:
    """Enter a file whose object is stored already. Smaller pictures are made by a worker afterwards."""
    raster = upload.type.raster
    focal = upload.focal if raster else None
    variants = variant_keys(tenant, upload.id, focal) if raster else {}
    width, height = upload.size or (None, None)
    row = await repository.insert(
        session,
        tenant,
        (
            *(upload.id, uploader, f"{upload.id}.{upload.type.extension}", upload.original_name, upload.type.mime),
            *(upload.type.kind.value, upload.size_bytes, width, height, upload.key(tenant)),
            *(repository.as_json(variants), (MediaStatus.PROCESSING if raster else MediaStatus.READY).value),
            *(upload.alt, upload.caption, _folded(upload.original_name, upload.alt, upload.caption)),
            *(focal and focal.x, focal and focal.y, upload.created_at),
        ),
    )
    media = Media.of(row)
    await audit.record(session, tenant, actor, audit.Action.CREATE, MEDIA, media.id, new=_told(media))
    if raster:
        await work.enqueue(session, tenant, MEDIA_VARIANTS, [work.NewItem(media.id)])
    return media


async def get(session: ReadSession, tenant: TenantId, media: UUID) -> Media:
    """A file of the library.

    Raises:
        MediaNotFound: there is none of this id.
    """
    row = await repository.find(session, tenant, media)
    if row is None:
        raise MediaNotFound
    return Media.of(row)


async def page(
    session: ReadSession,
    tenant: TenantId,
    *,
    kind: MediaKind | None,
    search: str | None,
    limit: int,
    offset: int,
) -> tuple[list[Media], int]:
    """One page, newest first, and how many there are in all; `search` looks in name, alternative text and caption."""
    wanted, sought = None if kind is None else kind.value, fold(search).strip() or None if search else None
    rows = await repository.page(session, tenant, wanted, sought, limit=limit, offset=offset)
    return list(map(Media.of, rows)), await repository.count(session, tenant, wanted, sought)


@dataclass(frozen=True, slots=True)
class MediaChange:
    """What is to become of a file's description; None leaves it. `refocus` says whether `focal` counts."""

    alt: str | None = None
    caption: str | None = None
    refocus: bool = False
    focal: FocalPoint | None = None


async def lock(session: WriteSession, tenant: TenantId, media: UUID) -> Media:
    """A file, which nobody else changes until the end of the transaction.

    Raises:
        MediaNotFound: there is none of this id.
    """
    row = await repository.lock(session, tenant, media)
    if row is None:
        raise MediaNotFound
    return Media.of(row)


async def change(
    session: WriteSession, tenant: TenantId, actor: Actor, before: Media, wanted: MediaChange, discards: Kind
) -> Media:
    """Describe a locked file. Another focal point makes another thumbnail, at another address.

    Raises:
        Invalid: a text is too long.
    """
    alt = before.alt if wanted.alt is None else check_text(wanted.alt, "alt", LONGEST_ALT)
    caption = before.caption if wanted.caption is None else check_text(wanted.caption, "caption", LONGEST_CAPTION)
    focal = wanted.focal if wanted.refocus and before.variants else before.focal
    if (alt, caption, focal) == (before.alt, before.caption, before.focal):
        return before
    variants = variant_keys(tenant, before.id, focal) if before.variants else {}
    texts = alt, caption, _folded(before.original_name, alt, caption)
    row = await repository.change(session, tenant, before.id, texts, focal, variants)
    if row is None:
        raise MediaNotFound
    after = Media.of(row)
    if gone := sorted(set(before.keys) - set(after.keys)):
        await work.enqueue(session, tenant, MEDIA_VARIANTS, [work.NewItem(after.id)])
        await discard(session, tenant, discards, gone)
    await audit.record(
        session, tenant, actor, audit.Action.UPDATE, MEDIA, after.id, old=_told(before), new=_told(after)
    )
    await _announce(session, tenant, await repository.pages(session, tenant, after.id))
    return after


async def delete(
    session: WriteSession, tenant: TenantId, actor: Actor, media: Media, *, force: bool, discards: Kind
) -> None:
    """Take a locked file out of the library; its objects go after the commit, and posts have no hero image then.

    Raises:
        MediaInUse: posts show it, and `force` is not set.
    """
    posts = (await repository.uses(session, tenant, [media.id])).get(media.id, 0)
    if posts and not force:
        raise MediaInUse(posts)
    pages = await repository.pages(session, tenant, media.id)
    await turns.alone(session, tenant, Texts.POSTS)
    await repository.delete(session, tenant, media.id)
    await _announce(session, tenant, pages)
    await discard(session, tenant, discards, media.keys)
    await audit.record(session, tenant, actor, audit.Action.DELETE, MEDIA, media.id, old=_told(media))


async def withdraw(session: WriteSession, tenant: TenantId, media: UUID, discards: Kind) -> None:
    """Take back what turned out to be no picture right after it was entered."""
    row = await repository.lock(session, tenant, media)
    if row is not None:
        await turns.alone(session, tenant, Texts.POSTS)
        await repository.delete(session, tenant, media)
        await discard(session, tenant, discards, Media.of(row).keys)


async def _announce(session: WriteSession, tenant: TenantId, pages: Sequence[asyncpg.Record]) -> None:
    """Tell of the pages on which readers see, or saw, a file."""
    if pages:
        locales = frozenset(row["locale"] for row in pages)
        slugs = {locale: [row["slug"] for row in pages if row["locale"] == locale] for locale in locales}
        await announce(session, tenant, PublicChange("media.changed", locales, slugs))


def _folded(name: str, alt: str, caption: str) -> str:
    return fold(f"{name}\n{alt}\n{caption}")


def _told(media: Media) -> dict[str, object]:
    return {name: getattr(media, name) for name in MEDIA.fields}
