"""The oracle: run after every fault, it compares what was promised outside with what is true inside."""

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from typing_extensions import override

from contentforge_billing import usage
from contentforge_platform.work import sweep
from support import oracle_books as books
from support.oracle_leftovers import LogReader, orphans, stray_connections, stray_files, stray_objects
from support.rig import Rig

REST_SECONDS: Final = 120.0
_CALM_SECONDS: Final = 10.0
_SHOWN: Final = 5
DATABASE_ERRORS: Final = (
    '"status":503',
    '"event":"(duty_failed|background_work_failed|work_failed|work_left_to_the_sweeper)"',
)
BROKER_ERRORS: Final = ("consumer: Cannot connect", "Couldn't ack")
# A connection that an earlier fault broke is found to be broken when it is next used; the relay then tries again.
_ALWAYS: Final = (r'"duty":"relay".*redis\.exceptions',)

Fingerprint = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many things the oracle has looked at."""

    promised: int
    completed: int
    failed: int
    cancelled: int

    @override
    def __str__(self) -> str:
        return f"{self.promised} promised: {self.completed} completed, {self.failed} failed, {self.cancelled} cancelled"


class Oracle:
    """Looks at one rig, again and again; logs are read on from where it last stopped."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._logs = LogReader()
        self._bystanders: dict[UUID, Fingerprint] = {}

    async def watch_over(self, bystander: UUID) -> None:
        """From now on, nothing of this organization may change."""
        await self._rest(REST_SECONDS)
        self._bystanders[bystander] = await self._fingerprint(bystander)

    async def ask(self, *, planned_errors: Collection[str] = (), seconds: float = REST_SECONDS) -> Verdict:
        """Wait until everything is at rest, then hold all promises against what there is.

        Raises:
            AssertionError: something is wrong; the message lists all of it.
        """
        await self._rest(seconds)
        findings = [*await self._wrong_in_books(), *await self._touched_bystanders(), *self._outside(planned_errors)]
        findings += await self._lingering()
        assert not findings, "The oracle found:\n- " + "\n- ".join(findings)
        return await self._verdict()

    async def _rest(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while await self._rig.value(books.UNSETTLED) and time.monotonic() < deadline:  # noqa: ASYNC110 - a database's state
            await asyncio.sleep(0.1)

    async def _wrong_in_books(self) -> list[str]:
        journal = self._rig.journal
        kept = {job: tenant for job, tenant in journal.accepted.items() if job not in journal.deleted}
        findings: list[str] = []
        async with self._rig.superuser() as connection:
            for sentence, sql in books.BOOKS.items():
                findings += _told(sentence, await connection.fetch(sql))
            lost = await connection.fetch(books.LOST, list(kept), list(kept.values()))
            findings += _told("an accepted job is lost", lost)
            unasked = await connection.fetch(books.UNASKED, list(journal.sealed), list(journal.accepted))
            findings += _told("a job exists that nobody was promised", unasked)
            for_nothing = await connection.fetch(books.BILLED_WITHOUT_JOB, list(journal.deleted))
            findings += _told("something is billed that is not there", for_nothing)
            unpublished = await connection.fetch("SELECT object_id FROM live_event WHERE published_at IS NULL")
            findings += _told("an event was never published", unpublished)
            known = {row["key"] for row in await connection.fetch(books.STORED)}
        findings += stray_objects(self._rig.storage, known)
        return findings + await self._disagreements()

    async def _disagreements(self) -> list[str]:
        """What the product's own audits say."""
        findings = []
        async with self._rig.uow() as uow, uow.system() as session:
            if not await usage.ledger_agrees(session):
                findings.append("the product's audit of the ledger disagrees")
            if mended := await sweep.recount_lanes(session):
                findings.append(f"{mended} lanes had to be mended")
        return findings

    def _outside(self, planned_errors: Collection[str]) -> list[str]:
        journal = self._rig.journal
        findings = [f"unplanned answer: {what}" for what in journal.unplanned]
        journal.unplanned.clear()
        dead = [process.name for process in self._rig.crew if not process.stopped and not process.alive]
        findings += [f"{name} has ended by itself" for name in dead]
        return findings + self._logs.findings(self._rig.folder / "logs", journal.secrets, [*_ALWAYS, *planned_errors])

    async def _lingering(self) -> list[str]:
        """What may take a moment to disappear."""
        deadline = time.monotonic() + _CALM_SECONDS
        while True:
            findings = [*orphans(self._rig), *await stray_connections(self._rig), *stray_files(self._rig)]
            if not findings or time.monotonic() > deadline:
                return findings
            await asyncio.sleep(0.1)

    async def _touched_bystanders(self) -> list[str]:
        findings = []
        for tenant, former in self._bystanders.items():
            now = await self._fingerprint(tenant)
            touched = [table for table in now if now[table] != former[table]]
            findings += [f"{table} of an organization that did nothing has changed" for table in touched]
        return findings

    async def _fingerprint(self, tenant: UUID) -> Fingerprint:
        async with self._rig.superuser() as connection:
            tables = [row[0] for row in await connection.fetch(books.TENANT_TABLES)]
            return {table: await _digest(connection, table, tenant) for table in tables}

    async def _verdict(self) -> Verdict:
        accepted = list(self._rig.journal.accepted)
        rows = await self._rig.rows(
            "SELECT status, count(*) FROM generation_job WHERE id = ANY ($1::uuid[]) GROUP BY status", accepted
        )
        counted = {row[0]: row[1] for row in rows}
        ended = [counted.get(state, 0) for state in ("completed", "failed", "cancelled")]
        return Verdict(len(accepted), *ended)


def _told(sentence: str, rows: list[asyncpg.Record]) -> list[str]:
    if not rows:
        return []
    shown = "; ".join(str(dict(row)) for row in rows[:_SHOWN])
    return [f"{sentence} ({len(rows)}): {shown}"]


async def _digest(connection: "asyncpg.Connection[asyncpg.Record]", table: str, tenant: UUID) -> str | None:
    digest: str | None = await connection.fetchval(
        f"SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {table} AS row WHERE organization_id = $1",
        tenant,
    )
    return digest
