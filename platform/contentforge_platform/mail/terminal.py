"""Mails on the terminal for development, and for nobody where no mail server is set."""

from collections.abc import Callable
from typing import BinaryIO, Final

from typing_extensions import override

from contentforge_platform.mail.mailer import Mailer, MailRefused
from contentforge_platform.mail.message import Message

_RULE: Final = "-" * 72
NOT_SENT: Final = "No mail server is set: CONTENTFORGE_MAIL__BACKEND is not smtp."


class TerminalMailer(Mailer):
    """Shows mails as text, links and all: whoever reads the terminal can act for the recipient."""

    def __init__(self, stream: Callable[[], BinaryIO]) -> None:
        self._stream = stream

    @override
    async def send(self, message: Message) -> None:
        head = f"mail to {message.to}: {message.subject}"
        lines = [_RULE, head, _RULE, *message.text.rstrip().splitlines(), _RULE]
        stream = self._stream()
        stream.write("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
        stream.flush()

    @override
    async def check(self) -> str:
        return "terminal: shown where the worker of events runs"


class NoMailer(Mailer):
    """Shows and sends nothing: mails carry tokens, which must not stand in the logs of a production system."""

    @override
    async def send(self, message: Message) -> None:
        raise MailRefused(NOT_SENT)

    @override
    async def check(self) -> str:
        raise MailRefused(NOT_SENT)
