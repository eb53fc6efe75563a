"""Make the smaller pictures of an image: sizes for phones and screens, and a square to list it by."""

from typing import Final
from uuid import UUID

from contentforge_blog.media import repository
from contentforge_blog.media.keys import THUMBNAIL, WIDTHS, FocalPoint
from contentforge_blog.media.media import Media
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.imaging import ImagePool, ImageRefused, ImageSpec, VariantSpec
from contentforge_platform.storage import ObjectMissing, Storage
from contentforge_platform.work import Claim, GiveUp

_SQUARE: Final = 300
_CENTRE: Final = FocalPoint(0.5, 0.5)
_CONTENT_TYPE: Final = "image/webp"


def spec_for(focal: FocalPoint | None) -> ImageSpec:
    """The pictures to make; of an animation they show the first frame, the file itself goes on moving."""
    point = focal or _CENTRE
    sizes = [VariantSpec(name, width=width) for name, width in WIDTHS.items()]
    return ImageSpec((*sizes, VariantSpec(THUMBNAIL, _SQUARE, _SQUARE, (point.x, point.y))))


class VariantsHandler:
    """Runs items of kind `media_variants`; the subject is the file. Made twice, the pictures are the same."""

    def __init__(self, uow: UnitOfWork, pool: ImagePool, storage: Storage) -> None:
        self._uow = uow
        self._pool = pool
        self._storage = storage

    async def run(self, claim: Claim) -> None:
        media = await self._media(claim.tenant, claim.subject)
        if media is not None and media.variants:
            await self._make(media)
        async with self._uow.write(claim.tenant) as session:
            done = media is None or await repository.ready(session, claim.tenant, claim.subject, media.variants)
            await work.finish(session, claim)
        if not done:
            await self._clean_up(claim.tenant, claim.subject, media)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """The file stays; its addresses go on answering with the file itself."""
        async with self._uow.write(claim.tenant) as session:
            await repository.failed(session, claim.tenant, claim.subject, reason)
            await work.fail(session, claim, reason)

    async def _media(self, tenant: TenantId, media: UUID) -> Media | None:
        async with self._uow.read(tenant) as session:
            row = await repository.find(session, tenant, media)
        return None if row is None else Media.of(row)

    async def _make(self, media: Media) -> None:
        try:
            source = await self._storage.get(media.object_key)
            made = await self._pool.process(source.body, spec_for(media.focal))
        except ImageRefused as refusal:
            raise GiveUp(refusal.message) from refusal
        except ObjectMissing as missing:
            raise GiveUp("The file is not in the storage.") from missing
        for variant in made.variants:
            await self._storage.put(media.variants[variant.name], variant.body, content_type=_CONTENT_TYPE)

    async def _clean_up(self, tenant: TenantId, media: UUID, made: Media | None) -> None:
        """Remove what was made for a file that was deleted, or got another focal point, meanwhile."""
        now = await self._media(tenant, media)
        wanted = set() if now is None else set(now.keys)
        if made is not None:
            await self._storage.delete(sorted(set(made.variants.values()) - wanted))
