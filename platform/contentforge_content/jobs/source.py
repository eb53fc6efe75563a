"""Read what a job is about: its page, fetched and merged with the given facts, or the given facts alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
import orjson

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import Cause
from contentforge_content.images import repository as images
from contentforge_content.images.repository import NewImage
from contentforge_content.jobs import repository
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.manual import facts_from_source_data
from contentforge_content.sources.url.page import extract_page
from contentforge_content.vocabulary import SourceType
from contentforge_platform import work
from contentforge_platform.database import ReadSession, UnitOfWork, WriteSession
from contentforge_platform.egress import BadUrl, Egress, FetchFailed, parse_public_url
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.work import Claim, GiveUp, LeaseLost, NewItem, RetryLater

PlanOf = Callable[[ReadSession, TenantId], Awaitable[Plan]]

_ACCEPT: Final = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
MAX_PAGE_IMAGES: Final = 5


class SourceReader:
    """Knows how to come to the facts of a job, whatever its source."""

    def __init__(self, uow: UnitOfWork, egress: Egress, kinds: JobKinds, plan_of: PlanOf) -> None:
        self._uow = uow
        self._egress = egress
        self._kinds = kinds
        self._plan_of = plan_of

    async def read(self, claim: Claim, job: asyncpg.Record) -> ProductFacts | None:
        """The facts, or None for a job that a prompt alone describes. What a page told is kept with the job.

        Raises:
            GiveUp: the page cannot be used.
            RetryLater: it may be usable later.
            LeaseLost: the job is no longer ours.
        """
        if job["source_type"] == SourceType.PROMPT:
            return None
        given = facts_from_source_data(orjson.loads(job["source_data"]))
        if job["source_type"] != SourceType.URL or job["facts_read"]:
            return given
        page = await self._read_page(job["source_url"])
        facts = given.merge(page)
        await self._keep(claim, job, facts)
        return facts

    async def _read_page(self, url: str) -> ProductFacts:
        try:
            fetched = await self._egress.fetch(
                parse_public_url(url), limit=self._egress.settings.page_bytes, accept=_ACCEPT
            )
            return await asyncio.to_thread(
                extract_page, fetched.body, fetched.content_type, fetched.charset, str(fetched.url)
            )
        except FetchFailed as failure:
            if failure.transient:
                raise RetryLater(failure.message) from failure
            raise GiveUp(failure.message) from failure
        except (BadUrl, SourceFailed) as failure:
            raise GiveUp(failure.message) from failure

    async def _keep(self, claim: Claim, job: asyncpg.Record, facts: ProductFacts) -> None:
        async with self._uow.write(claim.tenant) as session:
            new = await self._page_images(session, claim, job, facts) if job["page_images"] else []
            if not await repository.keep_facts(session, claim.tenant, job["id"], facts.to_source_data(), len(new)):
                raise LeaseLost
            if new:
                await self._take(session, claim, job, new)
            await work.assert_held(session, claim)

    async def _page_images(
        self, session: WriteSession, claim: Claim, job: asyncpg.Record, facts: ProductFacts
    ) -> list[NewImage]:
        """The page's images that are not taken yet and for which the quota reaches."""
        await repository.lock(session, claim.tenant, job["id"])
        taken = await images.urls_of(session, claim.tenant, job["id"])
        fresh = [url for url in facts.image_urls if url not in taken and _is_fetchable(url)][:MAX_PAGE_IMAGES]
        wanted = [NewImage(job["id"], url, len(taken) + place) for place, url in enumerate(fresh)]
        plan = await self._plan_of(session, claim.tenant)
        cause = Cause(UserId(job["user_id"]))
        ids = [image.id for image in wanted]
        admitted = await usage.reserve_up_to(session, claim.tenant, Metric.IMAGES, ids, plan, cause=cause)
        return [image for image in wanted if image.id in admitted]

    async def _take(self, session: WriteSession, claim: Claim, job: asyncpg.Record, new: list[NewImage]) -> None:
        await images.insert(session, claim.tenant, UserId(job["user_id"]), new)
        items = [NewItem(image.id) for image in new]
        await work.enqueue(session, claim.tenant, self._kinds.image, items)


def _is_fetchable(url: str) -> bool:
    try:
        parse_public_url(url)
    except BadUrl:
        return False
    return True
