"""The mail log for operators: what became of each mail, and never what stands in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform import work
from contentforge_platform.database import SystemSession, WriteSession
from contentforge_platform.database.keyset import Position, Stretch, older
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId
from contentforge_platform.mail.kinds import MAIL
from contentforge_platform.observability.redaction import redact_text

_PAGE: Final = f"""
SELECT mail.organization_id, mail.id, mail.kind, mail.language, mail.recipient, mail.state, mail.attempts, mail.error,
    mail.created_at, mail.good_until, mail.sent_at, waiting.run_at AS next_try_at, waiting.last_error
FROM outgoing_mail AS mail
LEFT JOIN work_item AS waiting ON waiting.organization_id = mail.organization_id AND waiting.subject_id = mail.id
    AND waiting.kind = '{MAIL.name}' AND waiting.state = 'scheduled' AND mail.state = 'queued'
WHERE {older("mail.created_at", "mail.id", 4)} AND ($1::text IS NULL OR mail.state = $1)
  AND ($2::text IS NULL OR mail.kind = $2) AND ($3::text IS NULL OR strpos(lower(mail.recipient), $3) > 0)
ORDER BY mail.created_at DESC, mail.id DESC LIMIT $6
"""

_LOCK: Final = "SELECT kind, state FROM outgoing_mail WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE"


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class NotSendable(Conflict):
    """The mail does not wait for another attempt. The message says why."""

    code = "mail_not_sendable"


@dataclass(frozen=True, slots=True)
class OverseenMail:
    """A mail. `error` is why it was given up, or why the last attempt failed; without what looks like a secret."""

    organization_id: TenantId
    id: UUID
    kind: str
    language: str
    recipient: str
    state: MailState
    attempts: int
    error: str | None
    created_at: datetime
    good_until: datetime | None
    next_try_at: datetime | None
    sent_at: datetime | None

    @property
    def place(self) -> Position:
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails to show; conditions combine. `recipient` is a part of the address, whatever the case."""

    state: MailState | None = None
    kind: str | None = None
    recipient: str | None = None


async def listing(session: SystemSession, wanted: MailFilter, stretch: Stretch) -> list[OverseenMail]:
    """A stretch of the log, newest first, and one mail beyond it."""
    recipient = wanted.recipient.strip().lower() if wanted.recipient else None
    rows = await session.fetch(_PAGE, wanted.state, wanted.kind, recipient or None, *stretch.parameters)
    return [_mail(row) for row in rows]


async def send_now(session: WriteSession, tenant: TenantId, mail: UUID) -> str:
    """Have a mail that waits for another attempt tried at once; its kind. The tenant (or `NO_TENANT`) is in sight.

    Raises:
        NotFound: there is none of this id, or it is older than 30 days.
        NotSendable: it was sent or given up, or is being sent.
    """
    row = await session.fetchrow(_LOCK, tenant, mail)
    if row is None:
        raise NotFound("Mail not found.")
    if row["state"] == MailState.SENT:
        raise NotSendable("This mail was sent.")
    if row["state"] == MailState.FAILED:
        raise NotSendable("This mail was given up, and its words were erased. Have what caused it done again.")
    if not await work.hasten(session, tenant, [mail]):
        raise NotSendable("This mail is being sent.")
    kind: str = row["kind"]
    return kind


def _mail(row: asyncpg.Record) -> OverseenMail:
    values = {name: row[name] for name in OverseenMail.__dataclass_fields__}
    values["state"] = MailState(row["state"])
    error = row["error"] or row["last_error"]
    values["error"] = None if error is None else redact_text(error)
    return OverseenMail(**values)
