"""Mail: a row and a work item in the transaction that causes it, sent by a worker. Components bring their own kinds."""

from contentforge_platform.mail.kinds import MAIL, MailKind
from contentforge_platform.mail.retention import forget_old
from contentforge_platform.mail.send import send
from contentforge_platform.mail.settings import Backend, MailSettings, Tls

__all__ = ["MAIL", "Backend", "MailKind", "MailSettings", "Tls", "forget_old", "send"]
