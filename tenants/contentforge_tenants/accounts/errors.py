"""What registering and signing in refuse."""

from contentforge_platform.errors import Conflict, Forbidden, Invalid, NotAuthenticated


class EmailTaken(Conflict):
    """There is one account per address, whatever API it came from."""

    code = "email_taken"


class RegistrationClosed(Forbidden):
    code = "registration_closed"


class WrongCredentials(NotAuthenticated):
    """Unknown address, wrong password, no password yet, or an inactive account: which, is not told."""

    code = "wrong_credentials"


class NotAMember(Forbidden):
    """The password is right, but the site to sign in at is none of the person's."""

    code = "not_a_member"


class WrongPassword(Invalid):
    """The current password, asked for again, is another one."""

    code = "wrong_password"
