"""Hand mails to the operator's mail server, a connection for each."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiosmtplib
from typing_extensions import override

from contentforge_platform.mail.mailer import MailDelayed, Mailer, MailRefused
from contentforge_platform.mail.message import Message, Sender
from contentforge_platform.mail.settings import MailSettings, Tls

_FAREWELL_SECONDS: Final = 2.0
_PERMANENT: Final = 500
_ENHANCED: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class SmtpMailer(Mailer):
    """Handing over takes at most the configured time in all, whatever the server does meanwhile."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._sender = Sender(settings.from_name, settings.sender)

    @override
    async def send(self, message: Message) -> None:
        email = message.as_email(self._sender)
        async with self._connected() as server:
            try:
                await server.send_message(email, sender=self._sender.address, recipients=[message.recipient])
            except aiosmtplib.SMTPRecipientsRefused as refused:
                raise _about_recipient(refused.recipients[0]) from None
            except aiosmtplib.SMTPDataError as refused:
                raise _about_message(refused) from None
            except aiosmtplib.SMTPNotSupported:
                raise MailRefused("The mail server does not take addresses of this kind.") from None

    @override
    async def check(self) -> str:
        async with self._connected() as server:
            await server.noop()
        return f"{self._settings.host}:{self._settings.port} answers ({self._settings.tls.value})"

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A server that has let us in. What it says in a way that is no verdict on a mail may pass by itself."""
        server = self._client()
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                await server.connect()
                yield server
        except aiosmtplib.SMTPResponseException as answer:
            raise MailDelayed(f"The mail server does not let us send ({_code(answer)}).") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailDelayed(f"The mail server cannot be used now ({type(error).__name__}).") from None
        finally:
            await _part_from(server)

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=None if settings.password is None else settings.password.get_secret_value(),
            # Asking the resolver for this machine's name may take longer than the mail.
            local_hostname=self._sender.address.rpartition("@")[2],
            timeout=settings.timeout_seconds,
            use_tls=settings.tls is Tls.TLS,
            start_tls=settings.tls is Tls.STARTTLS,
        )


async def _part_from(server: aiosmtplib.SMTP) -> None:
    """Say good-bye, but not for long: the mail has been taken, whatever becomes of the connection."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(_FAREWELL_SECONDS):
            if server.is_connected:
                await server.quit()
    server.close()


def _about_recipient(answer: aiosmtplib.SMTPRecipientRefused) -> MailRefused | MailDelayed:
    if answer.code >= _PERMANENT:
        return MailRefused(f"The mail server refuses the recipient ({_code(answer)}).")
    return MailDelayed(f"The mail server does not take mail for the recipient now ({_code(answer)}).")


def _about_message(answer: aiosmtplib.SMTPResponseException) -> MailRefused | MailDelayed:
    if answer.code >= _PERMANENT:
        return MailRefused(f"The mail server refuses the mail ({_code(answer)}).")
    return MailDelayed(f"The mail server does not take the mail now ({_code(answer)}).")


def _code(answer: aiosmtplib.SMTPResponseException) -> str:
    """The code and the enhanced one (RFC 3463) of an answer; its words may tell addresses."""
    enhanced = _ENHANCED.search(str(answer.message))
    return f"{answer.code} {enhanced[0]}" if enhanced else str(answer.code)
