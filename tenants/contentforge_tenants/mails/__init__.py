"""The mails about a person's account. None repeats a name that was typed: strangers could have it sent to anybody."""

from typing import Final

from contentforge_platform.mail import MailKind

VERIFY_EMAIL: Final = MailKind("verify_email", __name__, frozenset({"token"}))
RESET_PASSWORD: Final = MailKind("reset_password", __name__, frozenset({"token"}))
PASSWORD_WAS_RESET: Final = MailKind("password_was_reset", __name__)
KINDS: Final = (VERIFY_EMAIL, RESET_PASSWORD, PASSWORD_WAS_RESET)
