"""Mails in the operator's API."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_platform.mail.overseen import MailState


class OperatorMail(BaseModel):
    """A mail, without a word of it."""

    id: UUID
    organization_id: UUID = Field(description="All zeros where it is about a person's account.")
    kind: str = Field(examples=["reset_password"])
    language: str = Field(examples=["en"])
    recipient: str
    state: MailState
    attempts: int
    error: str | None = Field(description="Why it was given up, or why the last attempt failed.")
    created_at: datetime
    good_until: datetime | None = Field(description="It is not sent after this.")
    next_try_at: datetime | None
    sent_at: datetime | None
