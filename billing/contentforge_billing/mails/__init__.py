"""The mails about plans and what is used of them."""

from typing import Final

from contentforge_platform.mail import MailKind

USAGE_ALERT: Final = MailKind("usage_alert", __name__, frozenset({"metric", "threshold", "used", "limit"}))
KINDS: Final = (USAGE_ALERT,)
