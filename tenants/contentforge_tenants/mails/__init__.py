"""The mails about a person's account. None repeats a name that was typed: strangers could have it sent to anybody."""

from typing import Final

from contentforge_platform.mail import MailKind

VERIFY_EMAIL: Final = MailKind("verify_email", __name__, frozenset({"token"}))
RESET_PASSWORD: Final = MailKind("reset_password", __name__, frozenset({"token"}))
PASSWORD_WAS_RESET: Final = MailKind("password_was_reset", __name__)
CLAIM_ACCOUNT: Final = MailKind("claim_account", __name__, frozenset({"token"}))
INVITATION: Final = MailKind("invitation", __name__, frozenset({"token", "slug"}))
TEAM_INVITATION: Final = MailKind("team_invitation", __name__, frozenset({"token", "slug", "role"}))
CHANGE_EMAIL: Final = MailKind("change_email", __name__, frozenset({"token"}))
EMAIL_CHANGE_ASKED: Final = MailKind("email_change_asked", __name__)
EMAIL_WAS_CHANGED: Final = MailKind("email_was_changed", __name__)
DELETION_DUE: Final = MailKind("deletion_due", __name__, frozenset({"what", "due"}))
SECOND_FACTOR_ON: Final = MailKind("second_factor_on", __name__)
SECOND_FACTOR_OFF: Final = MailKind("second_factor_off", __name__)
KINDS: Final = (
    *(VERIFY_EMAIL, RESET_PASSWORD, PASSWORD_WAS_RESET, CLAIM_ACCOUNT, INVITATION, TEAM_INVITATION),
    *(CHANGE_EMAIL, EMAIL_CHANGE_ASKED, EMAIL_WAS_CHANGED, SECOND_FACTOR_ON, SECOND_FACTOR_OFF),
    DELETION_DUE,
)
