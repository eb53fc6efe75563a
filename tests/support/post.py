"""A post office: orders mails in transactions, and works them off as a worker of the queue `events` would."""

import asyncpg

from contentforge_platform import mail, work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.mail import MailKind, MailSettings
from contentforge_platform.mail.handler import MailHandler
from contentforge_platform.mail.smtp import SmtpMailer
from contentforge_platform.mail.templates import Templates
from contentforge_platform.observability import Metrics
from contentforge_platform.work import NO_TENANT, sweep
from contentforge_tenants import mails
from contentforge_workers.outcome import run_claim

TOKEN = "cf_reset_0123456789abcdefghijABCDEFGHIJ0123456789abc"
TO = "ada@example.com"


class Post:
    """Orders mails, and works them off as a worker of the queue `events` would."""

    def __init__(self, uow: UnitOfWork, settings: MailSettings) -> None:
        self.uow = uow
        mailer = SmtpMailer(settings)
        templates = Templates(mails.KINDS, base_url="https://copy.example.com")
        self.handler = MailHandler(uow, mailer, templates, domain="contentforge.example")

    async def order(self, to: str = TO, *, tenant: TenantId = NO_TENANT, kind: MailKind = mails.RESET_PASSWORD) -> None:
        async with self.uow.write(None if tenant == NO_TENANT else tenant) as session:
            await mail.send(session, tenant, kind, to, dict.fromkeys(kind.parameters, TOKEN))

    async def claim(self) -> work.Claim:
        async with self.uow.system() as session:
            [claim] = await work.claim(session, "events", 10, "worker")
        return claim

    async def work(self) -> int:
        """Run what is due; how many items that were."""
        async with self.uow.system() as session:
            claims = await work.claim(session, "events", 100, "worker")
        for claim in claims:
            await run_claim(self.uow, {"mail": self.handler}, claim, Metrics(process=False))
        return len(claims)

    async def let_pass(self) -> None:
        """Bring what was put off forward, as if its time had come."""
        async with self.uow.system() as session:
            await session.fetchval("UPDATE work_item SET run_at = now() WHERE state = 'scheduled'")
            await sweep.sweep(session)

    async def row(self) -> asyncpg.Record:
        async with self.uow.system() as session:
            [row] = await session.fetch("SELECT * FROM outgoing_mail")
        return row

    async def item(self) -> asyncpg.Record:
        async with self.uow.system() as session:
            [row] = await session.fetch("SELECT * FROM work_item")
        return row
