"""The work of sending a mail: once, unless this process dies between the server's yes and our commit.

Such a mail is sent a second time, with the same Message-ID and date, by which mail programs know it again.
"""

from typing import Final

import asyncpg
import orjson

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.mail import repository
from contentforge_platform.mail.mailer import MailDelayed, Mailer, MailRefused
from contentforge_platform.mail.message import Message
from contentforge_platform.mail.templates import Templates
from contentforge_platform.observability import SpanKind, span
from contentforge_platform.work import Claim, GiveUp, RetryLater

_PAUSES: Final = (10.0, 30.0, 60.0, 120.0, 300.0)
_PERSIST_SECONDS: Final = 20.0


class MailHandler:
    """Sends outgoing mails."""

    def __init__(self, uow: UnitOfWork, mailer: Mailer, templates: Templates, *, domain: str) -> None:
        self._uow = uow
        self._mailer = mailer
        self._templates = templates
        self._domain = domain

    async def run(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            mail = await repository.begin(session, claim.tenant, claim.subject)
            await work.assert_held(session, claim)
        if mail is None:
            raise GiveUp("The mail is no longer there.")
        if mail["stale"]:
            raise GiveUp("The mail could not be sent in time.")
        message = self._written(mail)
        try:
            with span("send mail", {"contentforge.mail.kind": mail["kind"]}, kind=SpanKind.CLIENT):
                await self._mailer.send(message)
        except MailRefused as refused:
            raise GiveUp(refused.reason) from None
        except MailDelayed as delayed:
            raise RetryLater(delayed.reason, delay=_pause(claim.attempt)) from None
        await persist(lambda: self._note_sent(claim), seconds=_PERSIST_SECONDS)

    async def give_up(self, claim: Claim, reason: str) -> None:
        async with self._uow.write(claim.tenant) as session:
            await repository.failed(session, claim.tenant, claim.subject, reason)
            await work.fail(session, claim, reason)

    async def _note_sent(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            await repository.sent(session, claim.tenant, claim.subject)
            await work.finish(session, claim)

    def _written(self, mail: asyncpg.Record) -> Message:
        words = self._templates.render(mail["kind"], mail["language"], orjson.loads(mail["parameters"]))
        try:
            return Message(
                to=mail["recipient"],
                subject=words.subject,
                text=words.text,
                html=words.html,
                message_id=f"{mail['id']}@{self._domain}",
                written_at=mail["created_at"],
            )
        except ValueError:
            raise GiveUp("The mail cannot be written: its recipient or subject is none.") from None


def _pause(attempt: int) -> float:
    """Seconds until the next attempt: soon at first, since many servers put strangers off once."""
    return _PAUSES[min(attempt, len(_PAUSES)) - 1]
