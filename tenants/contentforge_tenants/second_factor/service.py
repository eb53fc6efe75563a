"""Codes by time (RFC 6238: SHA-1, six digits, 30 seconds, as all authenticator apps have it), and recovery codes.

A code of the step before or after is good, too: clocks go wrong. How often may be tried is the callers' to bound.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pyotp import random_base32
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import UserId
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.second_factor import repository

_ISSUER: Final = "ContentForge"
_STEPS_AROUND: Final = 1
_RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 characters, none of which is taken for another
_GROUPS, _GROUP = 4, 4  # 80 bits
_BY_TIME: Final = re.compile(r"[0-9]{6}", re.ASCII)
_LONGEST: Final = 64


class SecondFactorOn(Conflict):
    """It is confirmed already; switch it off first."""

    code = "second_factor_on"

    def __init__(self) -> None:
        super().__init__("The second factor is on already. Switch it off before you set up another device.")


class SecondFactorOff(Conflict):
    """There is nothing to confirm, or to switch off."""

    code = "second_factor_off"

    def __init__(self) -> None:
        super().__init__("The second factor is off.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs, told only here: the secret in base32, and the same as an `otpauth:` URI."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class State:
    """Since when the second factor is on (None: it is off), and how many recovery codes are unused."""

    since: datetime | None
    recovery_codes_left: int


async def begin(session: WriteSession, keyring: Keyring, user: UserId, email: str) -> Enrolment:
    """Make a secret, in place of one that was never confirmed.

    Raises:
        SecondFactorOn: 409.
    """
    secret = random_base32()
    sealed = keyring.second_factors.seal(secret, owner=str(user))
    if not await repository.begin(session, user, sealed):
        raise SecondFactorOn
    return Enrolment(secret, TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER))


async def confirm(session: WriteSession, keyring: Keyring, user: UserId, code: str) -> list[str] | None:
    """Switch it on by a first code; the recovery codes, told only here, or None if the code is wrong.

    Raises:
        SecondFactorOn, SecondFactorOff: there is nothing to confirm (409).
    """
    row = await repository.secret(session, user)
    if row is None:
        raise SecondFactorOff
    if row["is_on"]:
        raise SecondFactorOn
    if not await _by_time(session, keyring, user, row["secret"], code):
        return None
    await repository.confirm(session, user)
    return await renew_recovery_codes(session, keyring, user)


async def is_on(session: ReadSession, user: UserId) -> bool:
    """Whether a password alone does not open the account."""
    return await repository.state(session, user) is not None


async def state(session: ReadSession, user: UserId) -> State:
    """What a person sees of their second factor."""
    row = await repository.state(session, user)
    return State(None, 0) if row is None else State(row["confirmed_at"], row["codes_left"])


async def accept(session: WriteSession, keyring: Keyring, user: UserId, code: str) -> bool:
    """Use a code up, by time or for recovery; False if it is wrong, was used before, or the second factor is off."""
    row = await repository.secret(session, user)
    if row is None or not row["is_on"]:
        return False
    plain = _plain(code)
    if _BY_TIME.fullmatch(plain) is not None:
        return await _by_time(session, keyring, user, row["secret"], plain)
    return await repository.use_code(session, user, keyring.recovery_codes.candidates(_owned(user, plain)))


async def renew_recovery_codes(session: WriteSession, keyring: Keyring, user: UserId) -> list[str]:
    """Ten new codes, told only here; the former ones open nothing any more."""
    codes = [_recovery_code() for _ in range(_RECOVERY_CODES)]
    digests = [keyring.recovery_codes.digest(_owned(user, _plain(code))) for code in codes]
    await repository.replace_codes(session, user, digests)
    return codes


async def remove(session: WriteSession, user: UserId) -> None:
    """Switch it off, and forget secret and codes.

    Raises:
        SecondFactorOff: 409.
    """
    if not await repository.delete(session, user):
        raise SecondFactorOff


async def _by_time(session: WriteSession, keyring: Keyring, user: UserId, sealed: bytes, code: str) -> bool:
    totp = TOTP(keyring.second_factors.open(sealed, owner=str(user)))
    try:
        step = totp.verify_and_get_timecode(_plain(code), valid_window=_STEPS_AROUND)
    except OTPVerificationError:
        return False
    return await repository.use_step(session, user, step)


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _plain(code: str) -> str:
    """A code as people copy it: spaces, hyphens and capitals do not matter."""
    return "".join(code[:_LONGEST].lower().replace("-", " ").split())


def _owned(user: UserId, code: str) -> str:
    return f"{user} {code}"
