"""Open the way of sending that the settings name."""

import sys

from contentforge_platform.mail.mailer import Mailer
from contentforge_platform.mail.settings import Backend, MailSettings
from contentforge_platform.mail.smtp import SmtpMailer
from contentforge_platform.mail.terminal import NoMailer, TerminalMailer


def open_mailer(settings: MailSettings, *, shown: bool) -> Mailer:
    """A mailer. On the terminal mails are shown only if `shown`: in development, and never in a log that is kept."""
    if settings.backend is Backend.SMTP:
        return SmtpMailer(settings)
    return TerminalMailer(lambda: sys.stdout.buffer) if shown else NoMailer()
