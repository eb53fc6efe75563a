"""Run a job's texts: read its source, ask the model for each type, keep everything in one transaction at the end."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_content.jobs import repository
from contentforge_content.jobs.end import end_early
from contentforge_content.jobs.progress import event_of
from contentforge_content.jobs.source import SourceReader
from contentforge_content.jobs.writer import Commission, TextWriter, Told
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.calls import Written
from contentforge_content.templates import service as templates
from contentforge_content.vocabulary import ContentType, JobStatus, word_count
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.observability import Metrics, phase
from contentforge_platform.work import Claim, GiveUp, LeaseLost, RetryLater, Wake

# A paid-for answer is not thrown away because the database restarts; the lease (renewed meanwhile) is the true bound.
_PERSIST_SECONDS: Final = 25.0
_DELETED: Final = "The text to be written anew has been deleted."
_TOO_LONG: Final = "The work took too long."


@dataclass(frozen=True, slots=True)
class _Started:
    """A job in hand: its row, and which item takes the text of which type."""

    job: asyncpg.Record
    items: Mapping[str, UUID]


class GenerationHandler:
    """Runs items of kind `generation`; the subject is the job."""

    def __init__(
        self, uow: UnitOfWork, sources: SourceReader, writer: TextWriter, metrics: Metrics, *, timeout_seconds: float
    ) -> None:
        self._uow = uow
        self._metrics = metrics
        self._sources = sources
        self._writer = writer
        self._timeout = timeout_seconds

    async def run(self, claim: Claim) -> None:
        started = await self._start(claim)
        if started is None:
            return
        if not started.items:
            raise GiveUp(_DELETED)
        try:
            async with asyncio.timeout(self._timeout):
                written = await self._write(claim, started)
        except TimeoutError:
            raise RetryLater(_TOO_LONG) from None
        with phase(self._metrics, claim.kind, "saving"):
            await persist(lambda: self._complete(claim, started, written), seconds=_PERSIST_SECONDS)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Fail the job; it costs nothing, and what its images still wanted is called off."""
        async with self._uow.write(claim.tenant) as session:
            await repository.lock(session, claim.tenant, claim.subject)
            pending = await end_early(session, claim.tenant, claim.subject, status=JobStatus.FAILED, reason=reason)
            if pending:
                await work.cancel(session, claim.tenant, pending)
            await work.fail(session, claim, reason)

    async def _start(self, claim: Claim) -> _Started | None:
        event = new_id()
        async with self._uow.write(claim.tenant) as session:
            job = await repository.start(session, claim, event)
            if job is None:
                await work.finish(session, claim)
                return None
            if job["fresh"]:
                session.after_commit(event_of(claim.tenant, job, event))
        items = {kind: UUID(item) for kind, item in orjson.loads(job["items"]).items()}
        return _Started(job, items)

    async def _write(self, claim: Claim, started: _Started) -> dict[ContentType, Written]:
        job = started.job
        with phase(self._metrics, claim.kind, "fetching"):
            facts = await self._sources.read(claim, job)
        template = await self._template(claim.tenant, job["template_id"])
        commission = Commission(
            tenant=claim.tenant,
            subject=facts if facts is not None else job["prompt"],
            template=template,
            provider=job["requested_provider"],
            model=job["requested_model"],
        )
        types = [ContentType(name) for name in started.items]
        with phase(self._metrics, claim.kind, "writing"):
            return await self._writer.write(commission, types, self._progress(claim) if len(types) > 1 else None)

    async def _template(self, tenant: TenantId, template: UUID | None) -> TemplateSpec:
        known = templates.system_spec_for(template)
        if template is None or known is not None:
            return known or TemplateSpec()
        async with self._uow.read(tenant) as session:
            return await templates.own_spec_for(session, tenant, template)

    def _progress(self, claim: Claim) -> Told:
        async def told() -> None:
            async with self._uow.write(claim.tenant) as session:
                row = await repository.progress(session, claim.tenant, claim.subject, types=1)
                if row is None:
                    raise LeaseLost
                await work.assert_held(session, claim, told=event_of(claim.tenant, row))

        return told

    async def _complete(self, claim: Claim, started: _Started, written: Mapping[ContentType, Written]) -> None:
        texts = {started.items[kind]: (text.text, word_count(text.text)) for kind, text in written.items()}
        [one, *_] = written.values()
        anew, event = started.job["target_id"] is not None, new_id()
        async with self._uow.write(claim.tenant) as session:
            row = await repository.complete(session, claim, texts, (one.provider, one.model), anew=anew, event=event)
            if row is None:
                raise GiveUp(_DELETED)
            session.after_commit(event_of(claim.tenant, row, event))
            if row["promoted"]:
                session.after_commit(Wake(row["promoted"]))
