"""What every way of sending can do, and how it tells that it could not."""

from typing import Protocol

from contentforge_platform.mail.message import Message


class MailRefused(Exception):
    """This mail will never be taken. `reason` is a sentence without addresses and without words of the mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailDelayed(Exception):
    """The mail could not be handed over now; later it may. `reason` as in `MailRefused`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer(Protocol):
    """Hands mails over."""

    async def send(self, message: Message) -> None:
        """Hand a mail over.

        Raises:
            MailRefused: for good.
            MailDelayed: for now.
        """
        ...

    async def check(self) -> str:
        """Say in a few words where mails go, having asked there.

        Raises:
            MailRefused, MailDelayed: nothing can be sent, and why.
        """
        ...
