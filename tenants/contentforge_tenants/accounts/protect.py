"""Switch an account's second factor on and off; each is told by mail, since it decides who gets in."""

from contentforge_platform import mail
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import UserId
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import audit, mails, organizations, second_factor, sessions
from contentforge_tenants.accounts.profile import Account, profile
from contentforge_tenants.accounts.proof import WrongCode, guessing, prove_password
from contentforge_tenants.audit import Actor, Trail
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.second_factor import Enrolment


async def begin_second_factor(uow: UnitOfWork, keyring: Keyring, user: UserId, password: str) -> Enrolment:
    """A secret for an authenticator app; it counts for nothing until a first code confirms it.

    Raises:
        SecondFactorOn: 409.
        WrongPassword, TooManyLogins, Unavailable: as `prove_password`.
    """
    await prove_password(uow, keyring, user, password)
    async with uow.write(None) as session:
        account = await profile(session, user)
        return await second_factor.begin(session, keyring, user, account.email)


async def confirm_second_factor(uow: UnitOfWork, keyring: Keyring, trail: Trail, user: UserId, code: str) -> list[str]:
    """Switch it on; the recovery codes, told only here.

    Raises:
        WrongCode: 422.
        SecondFactorOn, SecondFactorOff: there is nothing to confirm (409).
        TooManyLogins: 429.
    """

    async def confirmed(session: WriteSession) -> list[str] | None:
        codes = await second_factor.confirm(session, keyring, user, code)
        if codes is not None:
            await _tell(session, trail, user, on=True)
        return codes

    codes = await guessing(uow, keyring, user, confirmed)
    if codes is None:
        raise WrongCode
    return codes


async def renew_recovery_codes(
    uow: UnitOfWork, keyring: Keyring, trail: Trail, user: UserId, *, password: str, code: str
) -> list[str]:
    """Ten new recovery codes in place of the former ones.

    Raises:
        WrongCode, SecondFactorOff, WrongPassword, TooManyLogins, Unavailable: as `disable_second_factor`.
    """

    async def renewed(session: WriteSession) -> list[str] | None:
        await _require_on(session, user)
        if not await second_factor.accept(session, keyring, user, code):
            return None
        await trail.note(session, audit.Action.UPDATE, audit.USER, user, new={"second_factor": True})
        return await second_factor.renew_recovery_codes(session, keyring, user)

    await prove_password(uow, keyring, user, password)
    codes = await guessing(uow, keyring, user, renewed)
    if codes is None:
        raise WrongCode
    return codes


async def disable_second_factor(
    uow: UnitOfWork, keyring: Keyring, trail: Trail, user: UserId, *, password: str, code: str
) -> None:
    """Switch it off with the password and a code, by time or for recovery.

    Raises:
        WrongCode: 422.
        SecondFactorOff: 409.
        WrongPassword, TooManyLogins, Unavailable: as `prove_password`.
    """

    async def removed(session: WriteSession) -> bool | None:
        await _require_on(session, user)
        if not await second_factor.accept(session, keyring, user, code):
            return None
        await second_factor.remove(session, user)
        await _tell(session, trail, user, on=False)
        return True

    await prove_password(uow, keyring, user, password)
    if not await guessing(uow, keyring, user, removed):
        raise WrongCode


async def lift_second_factor(uow: UnitOfWork, account: Account) -> None:
    """Switch it off without a code, as an operator does for somebody who has lost all of them; all sessions end.

    Raises:
        SecondFactorOff: 409.
    """
    async with uow.write(None) as session:
        await second_factor.remove(session, account.id)
        await sessions.end_of_user(session, account.id)
        await mail.send(session, NO_TENANT, mails.SECOND_FACTOR_OFF, account.email, {})
        personal = await organizations.personal_of(session, account.id)
        if personal is not None:
            trail = Trail(personal.id, Actor(None))
            old, new = {"second_factor": True}, {"second_factor": False}
            await trail.note(session, audit.Action.UPDATE, audit.USER, account.id, old=old, new=new)


async def _require_on(session: WriteSession, user: UserId) -> None:
    if not await second_factor.is_on(session, user):
        raise second_factor.SecondFactorOff


async def _tell(session: WriteSession, trail: Trail, user: UserId, *, on: bool) -> None:
    account = await profile(session, user)
    await mail.send(session, NO_TENANT, mails.SECOND_FACTOR_ON if on else mails.SECOND_FACTOR_OFF, account.email, {})
    old, new = {"second_factor": not on}, {"second_factor": on}
    await trail.note(session, audit.Action.UPDATE, audit.USER, user, old=old, new=new)
