"""Run one image of a job: fetch, check, re-encode, store; a bad image fails alone and the job goes on."""

from typing import Final
from uuid import UUID

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.images import repository as images
from contentforge_content.images.discard import discard
from contentforge_content.images.keys import MAIN, WIDTHS, object_key, possible_keys
from contentforge_content.images.repository import Optimised
from contentforge_content.jobs import repository
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.progress import tell
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.egress import BadUrl, Egress, FetchFailed, parse_public_url
from contentforge_platform.ids import TenantId
from contentforge_platform.imaging import ImagePool, ImageRefused, ImageSpec, ProcessedImage, VariantSpec
from contentforge_platform.observability import Metrics, phase
from contentforge_platform.storage import Storage
from contentforge_platform.work import Claim, GiveUp, LeaseLost, RetryLater

_ACCEPT: Final = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,*/*;q=0.1"
_CONTENT_TYPE: Final = "image/webp"
_PERSIST_SECONDS: Final = 25.0
PRODUCT_IMAGE: Final = ImageSpec(variants=tuple(VariantSpec(name, width=width) for name, width in WIDTHS.items()))


class ImageHandler:
    """Runs items of kind `image`; the subject is the image."""

    def __init__(
        self, uow: UnitOfWork, egress: Egress, pool: ImagePool, storage: Storage, kinds: JobKinds, metrics: Metrics
    ) -> None:
        self._kinds = kinds
        self._metrics = metrics
        self._uow = uow
        self._egress = egress
        self._pool = pool
        self._storage = storage

    async def run(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            image = await images.start(session, claim.tenant, claim.subject)
            if image is None:
                await work.finish(session, claim)
                return
            await work.assert_held(session, claim)
        made = await self._make(claim, image["original_url"])
        with phase(self._metrics, claim.kind, "storing"):
            stored = await self._store(claim.tenant, claim.subject, made)
        try:
            with phase(self._metrics, claim.kind, "saving"):
                await persist(lambda: self._complete(claim, image["job_id"], stored), seconds=_PERSIST_SECONDS)
        except LeaseLost:
            await self._remove_if_unwanted(claim, stored)
            raise

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Fail the image; it costs nothing, and what attempts have stored goes. The last item of a job ends the job."""
        tenant = claim.tenant
        async with self._uow.write(tenant) as session:
            job = await images.job_of(session, tenant, claim.subject)
            if job is not None:
                await repository.lock(session, tenant, job)
                failed = await images.fail(session, tenant, [claim.subject], reason)
                row = await repository.progress(session, tenant, job, ended=1) if failed else None
                await usage.release(session, tenant, [Metric.IMAGES], [claim.subject])
                if row is not None:
                    await tell(session, tenant, row)
            await discard(session, tenant, self._kinds.discard, possible_keys(tenant, claim.subject))
            await work.fail(session, claim, reason)

    async def _make(self, claim: Claim, url: str) -> ProcessedImage:
        try:
            with phase(self._metrics, claim.kind, "fetching"):
                fetched = await self._egress.fetch(
                    parse_public_url(url), limit=self._egress.settings.image_bytes, accept=_ACCEPT
                )
            with phase(self._metrics, claim.kind, "rendering"):
                return await self._pool.process(fetched.body, PRODUCT_IMAGE)
        except FetchFailed as failure:
            if failure.transient:
                raise RetryLater(failure.message) from failure
            raise GiveUp(failure.message) from failure
        except (BadUrl, ImageRefused) as failure:
            raise GiveUp(failure.message) from failure

    async def _store(self, tenant: TenantId, image: UUID, made: ProcessedImage) -> Optimised:
        """Store all variants under names that a second run of the same item would use again."""
        variants: dict[str, dict[str, object]] = {}
        for variant in made.variants:
            key = object_key(tenant, image, variant.name)
            await self._storage.put(key, variant.body, content_type=_CONTENT_TYPE)
            variants[variant.name] = {
                "key": key,
                "width": variant.width,
                "height": variant.height,
                "size_bytes": variant.size_bytes,
            }
        main = variants.pop(MAIN)
        return Optimised(made.width, made.height, made.size_bytes, str(main["key"]), variants)

    async def _complete(self, claim: Claim, job: UUID, stored: Optimised) -> None:
        tenant = claim.tenant
        async with self._uow.write(tenant) as session:
            await repository.lock(session, tenant, job)
            if not await images.complete(session, tenant, claim.subject, stored):
                raise LeaseLost
            row = await repository.progress(session, tenant, job, images=1, ended=1)
            if not await usage.settle(session, tenant, Metric.IMAGES, claim.subject):
                raise LeaseLost
            if row is not None:
                await tell(session, tenant, row)
            await work.finish(session, claim)

    async def _remove_if_unwanted(self, claim: Claim, stored: Optimised) -> None:
        """Take back what was stored for an image that has been deleted or called off meanwhile."""
        async with self._uow.read(claim.tenant) as session:
            row = await images.find(session, claim.tenant, claim.subject)
        if row is None or row["status"] == "failed":
            keys = [stored.object_key, *(str(variant["key"]) for variant in stored.variants.values())]
            await self._storage.delete(keys)
