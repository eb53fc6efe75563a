"""A mail server that keeps what it is sent, or answers as a test has told it to: refuses, hangs, breaks off."""

import asyncio
import email
import email.policy
import logging
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from contentforge_platform.mail import Backend, MailSettings, Tls

TAKEN = "250 2.0.0 Taken"
FROM = "no-reply@contentforge.example"
USER, PASSWORD = "postman", "canary-of-the-mail-server"


@dataclass
class MailServer:
    """Answers to RCPT and DATA come from `to_recipient` and `to_data`, the first first; then all is taken."""

    to_recipient: list[str] = field(default_factory=list)
    to_data: list[str] = field(default_factory=list)
    breaks_off: int = 0
    """How many times it closes the connection instead of answering a mail that it has read."""
    held: asyncio.Event | None = None
    """Until it is set, a mail that was read is not answered."""
    mails: list[EmailMessage] = field(default_factory=list)
    read: list[EmailMessage] = field(default_factory=list)
    """What was read, whether or not it was taken."""
    recipients: list[str] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)
    """Whether each mail came over TLS."""
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipient.pop(0) if self.to_recipient else TAKEN
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content
        assert content is not None
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.read.append(mail)
        if self.breaks_off:
            self.breaks_off -= 1
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]  # a socket's transport has it
            return TAKEN
        if self.held is not None:
            await self.held.wait()
        answer = self.to_data.pop(0) if self.to_data else TAKEN
        if answer.startswith("2"):
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
            self.secret.append(session.ssl is not None)
        return answer

    def settings(self, **changes: object) -> MailSettings:
        values: dict[str, object] = {
            "backend": Backend.SMTP,
            "host": "127.0.0.1",
            "port": self.port,
            "tls": Tls.NONE,
            "from_address": FROM,
            "timeout_seconds": 5,
        }
        return MailSettings.model_validate({**values, **changes})


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    """The HTML of a mail."""
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def _let_in(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
    right = given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(
    *, tls: ssl.SSLContext | None = None, log_in: bool = False, smtputf8: bool = True
) -> AsyncIterator[MailServer]:
    """A mail server on loopback; with `tls` it offers STARTTLS, with `log_in` it wants a name and a password."""
    server = MailServer()

    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it tells every line of every mail

    def speak() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a password without TLS: this is a test
            return SMTP(
                server,
                hostname="mail.test",
                tls_context=tls,
                auth_required=log_in,
                auth_require_tls=False,
                authenticator=_let_in if log_in else None,
                enable_SMTPUTF8=smtputf8,
            )

    async with _listening(speak) as port:
        server.port = port
        yield server


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """The port of a server that takes connections and never says a word."""
    async with _listening(asyncio.Protocol) as port:
        yield port


@asynccontextmanager
async def _listening(speak: Callable[[], asyncio.BaseProtocol]) -> AsyncIterator[int]:
    listening = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await asyncio.sleep(0.05)  # connections that were just closed say so to their protocols
