"""Sign in with a second factor: the password is answered with a challenge, and a code completes it."""

from datetime import timedelta

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BusinessError, Forbidden, NotAuthenticated
from contentforge_platform.ids import UserId
from contentforge_tenants import one_time, second_factor
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.entry import admit
from contentforge_tenants.accounts.profile import profile
from contentforge_tenants.accounts.proof import guessing
from contentforge_tenants.accounts.register import SignedIn
from contentforge_tenants.accounts.site_door import SiteDoor
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose

CODE_HEADER = "X-ContentForge-Code"


class SecondFactorRequired(Forbidden):
    """The password was right; a code is needed as well. `challenge` goes with it, and is good for `lifetime`."""

    code = "second_factor_required"

    def __init__(self, challenge: str, lifetime: timedelta) -> None:
        super().__init__(
            "This account has a second factor. Send a code of it with the log-in, in the header "
            f"{CODE_HEADER}, or sign in at the dashboard."
        )
        self.challenge = challenge
        self.lifetime = lifetime


class ChallengeRefused(NotAuthenticated):
    """The code is wrong or used, or the challenge is none any more: which, is not told."""

    code = "challenge_refused"

    def __init__(self) -> None:
        super().__init__("This code is not right, or the sign-in took too long. Please try again.")


async def challenge(session: WriteSession, keyring: Keyring, user: UserId) -> SecondFactorRequired | None:
    """What stands between a right password and a session; None if the account has no second factor."""
    if not await second_factor.is_on(session, user):
        return None
    token = await one_time.issue(session, keyring, user, Purpose.SECOND_FACTOR)
    return SecondFactorRequired(token or "", Purpose.SECOND_FACTOR.lifetime)


async def complete_log_in(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    challenge_token: str,
    code: str,
    audience: Audience,
    site: SiteDoor | None = None,
    client: Client = UNKNOWN,
) -> SignedIn:
    """Begin the session for which the password was given, with a code by time or for recovery.

    Raises:
        ChallengeRefused: 401.
        NotAMember: of `site`, although password and code are right (403).
        TooManyLogins: 429.
    """
    try:
        async with uow.read(None) as reading:
            user = await one_time.holder(reading, keyring, challenge_token, Purpose.SECOND_FACTOR)
    except InvalidOneTimeToken:
        raise ChallengeRefused from None

    async def begun(session: WriteSession) -> SignedIn | BusinessError | None:
        if await repository.lock_active(session, user) is None:
            return None
        if not await second_factor.accept(session, keyring, user, code):
            return None
        await one_time.redeem(session, keyring, challenge_token, Purpose.SECOND_FACTOR)
        return await admit(session, keyring, await profile(session, user), audience, site, client)

    outcome: SignedIn | BusinessError | None = None
    try:
        outcome = await guessing(uow, keyring, user, begun)
    except InvalidOneTimeToken:
        raise ChallengeRefused from None
    if outcome is None:
        raise ChallengeRefused
    if isinstance(outcome, BusinessError):
        raise outcome
    return outcome
