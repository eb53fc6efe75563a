"""Which handler runs which kind of work: the worker's half of the composition root."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from contentforge_app.runtime import Runtime
from contentforge_app.settings import Environment
from contentforge_app.takeout import archive_of
from contentforge_billing import mails as billing_mails
from contentforge_billing.inbox import STRIPE_EVENT, StripeEventHandler
from contentforge_billing.plans import Plan
from contentforge_blog.media import MEDIA_VARIANTS
from contentforge_blog.media.handler import VariantsHandler
from contentforge_blog.posts.kinds import PUBLISH_POST
from contentforge_blog.publishing import PublishHandler
from contentforge_blog.revalidation import REVALIDATE_SITE
from contentforge_blog.revalidation.handler import RevalidationHandler
from contentforge_content.images.discard import DiscardHandler
from contentforge_content.jobs.kinds import GENERATION_QUEUE, MEDIA_QUEUE
from contentforge_content.jobs.run_image import ImageHandler
from contentforge_content.jobs.run_texts import GenerationHandler
from contentforge_content.jobs.source import SourceReader
from contentforge_content.jobs.writer import TextWriter
from contentforge_content.preload import preload
from contentforge_content.providers.calls import ModelCalls
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId
from contentforge_platform.imaging import ImagePool
from contentforge_platform.mail import MAIL
from contentforge_platform.mail.handler import MailHandler
from contentforge_platform.mail.open import open_mailer
from contentforge_platform.mail.templates import Templates
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Handler
from contentforge_tenants import mails as account_mails
from contentforge_tenants import organizations
from contentforge_tenants.exports import EXPORT
from contentforge_tenants.exports.handler import ExportHandler

EVENTS_QUEUE: Final = "events"
QUEUES: Final = (GENERATION_QUEUE, MEDIA_QUEUE, EVENTS_QUEUE)


@asynccontextmanager
async def handlers(runtime: Runtime, queue: str) -> AsyncIterator[Mapping[str, Handler]]:
    """The handlers of one queue by kind, with what they need open for as long as they run."""
    kinds = runtime.kinds
    if queue == GENERATION_QUEUE:
        calls = ModelCalls(runtime.settings.ai, runtime.providers(), runtime.metrics)
        loading = asyncio.create_task(asyncio.to_thread(preload), name="preload")
        try:
            yield {kinds.generation.name: _generation(runtime, calls)}
        finally:
            await loading
            await calls.aclose()
    elif queue == MEDIA_QUEUE:
        async with runtime.image_pool() as pool:
            watch_images(runtime.metrics, pool)
            uow, storage = runtime.uow, runtime.storage
            yield {
                kinds.image.name: ImageHandler(uow, runtime.egress, pool, storage, kinds, runtime.metrics),
                kinds.discard.name: DiscardHandler(uow, storage),
                MEDIA_VARIANTS.name: VariantsHandler(uow, pool, storage),
            }
    else:
        yield _events(runtime)


def watch_images(metrics: Metrics, pool: ImagePool) -> None:
    """Show the memory of the pool's children, which the process's own figures do not include."""
    metrics.watch("image_children_bytes", "Memory of image children.", (), lambda: [((), float(pool.resident_bytes))])


def _events(runtime: Runtime) -> Mapping[str, Handler]:
    found: dict[str, Handler] = {
        MAIL.name: _mail(runtime),
        EXPORT.name: ExportHandler(runtime.uow, runtime.storage, archive_of(runtime)),
        PUBLISH_POST.name: PublishHandler(runtime.uow),
        REVALIDATE_SITE.name: RevalidationHandler(runtime.uow, runtime.egress),
    }
    if runtime.payments is not None:
        payments = runtime.payments
        found[STRIPE_EVENT.name] = StripeEventHandler(runtime.uow, payments.gateway, payments.subscriptions)
    return found


def _mail(runtime: Runtime) -> MailHandler:
    settings = runtime.settings
    # Only the operator's own word makes a link: what a request calls us may be anybody's.
    templates = Templates([*account_mails.KINDS, *billing_mails.KINDS], base_url=str(settings.public_url or ""))
    mailer = open_mailer(settings.mail, shown=settings.env is Environment.DEVELOPMENT)
    return MailHandler(runtime.uow, mailer, templates, domain=settings.mail.sender.rpartition("@")[2])


def _generation(runtime: Runtime, calls: ModelCalls) -> GenerationHandler:
    async def plan_of(session: ReadSession, tenant: TenantId) -> Plan:
        organization = await organizations.get(session, tenant)
        return runtime.entitlements.plan_of(organization.plan)

    sources = SourceReader(runtime.uow, runtime.egress, runtime.kinds, plan_of)
    timeout = runtime.settings.generation.timeout_seconds
    return GenerationHandler(runtime.uow, sources, TextWriter(calls), runtime.metrics, timeout_seconds=timeout)
