"""What takes a verified address in production: who has mails sent to others proves first that their own is theirs."""

from contentforge_app.apis.common.callers import Caller
from contentforge_app.settings import Environment
from contentforge_platform.errors import Forbidden


def require_verified(caller: Caller, what: str) -> None:
    """Go on outside of production, or with a verified address; `what` ends the sentence that refuses.

    Raises:
        Forbidden: 403.
    """
    if caller.runtime.settings.env is Environment.PRODUCTION and not caller.principal.email_verified:
        raise Forbidden(f"Confirm your e-mail address first, then you can {what}.")
