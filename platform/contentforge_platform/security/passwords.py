"""Passwords: which are accepted, and how they are hashed without holding the event loop or telling who exists.

A password is normalised by NFKC before it is counted, compared or hashed (NIST SP 800-63B, 5.1.1.2): the same
characters typed on another keyboard or system may arrive composed differently, and must still open the account. The
price is that look-alikes such as full-width letters count as the plain ones.
"""

import asyncio
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from typing_extensions import TypeVarTuple, Unpack

from contentforge_platform.errors import Invalid, Unavailable
from contentforge_platform.security.common import is_common

MIN_LENGTH = 8
MAX_LENGTH = 128
_MEMORY_KIB = 19 * 1024
_TIME_COST = 2
_PARALLELISM = 1

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class PasswordRefused(Invalid):
    """A new password breaks a rule; each rule is a subclass with a code of its own."""

    message_for_people: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.message_for_people, loc=("body", "password"))


class PasswordTooShort(PasswordRefused):
    code = "password_too_short"
    message_for_people = f"Password must be at least {MIN_LENGTH} characters long"


class PasswordTooLong(PasswordRefused):
    code = "password_too_long"
    message_for_people = f"Password must be at most {MAX_LENGTH} characters long"


class PasswordTooCommon(PasswordRefused):
    code = "password_too_common"
    message_for_people = "Password is too common"


def check_new_password(password: str, *, refuse_common: bool) -> None:
    """Hold a password to be set to the rules; one presented at login is only ever compared.

    Raises:
        PasswordTooShort, PasswordTooLong: it has fewer than 8 or more than 128 characters.
        PasswordTooCommon: it is one that guessers try first.
    """
    normal = _normalise(password)
    if normal is None or len(normal) > MAX_LENGTH:
        raise PasswordTooLong
    if len(normal) < MIN_LENGTH:
        raise PasswordTooShort
    if refuse_common and is_common(normal):
        raise PasswordTooCommon


class Passwords:
    """argon2id (19 MiB, 2 passes, 1 lane) in a bounded thread pool: about 25 ms of one core for each hash.

    At most `threads` hashes run at once and `waiting` more may queue; beyond that callers are refused at once, since a
    login that waits for seconds is worth less than a server that still answers.
    """

    def __init__(self, *, threads: int = 2, waiting: int = 64) -> None:
        self._hasher = PasswordHasher(time_cost=_TIME_COST, memory_cost=_MEMORY_KIB, parallelism=_PARALLELISM)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="passwords")
        self._places = threading.Semaphore(threads + waiting)
        self._dummy = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The encoded hash, salt and parameters included.

        Raises:
            PasswordTooLong: the text cannot be a password at all (over-long, or not valid Unicode).
            Unavailable: too many hashes wait already.
        """
        normal = _normalise(password)
        if normal is None or len(normal) > MAX_LENGTH:
            raise PasswordTooLong
        return await self._run(self._hasher.hash, normal)

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether `password` is the one behind `hashed`. None, for an unknown user, takes as long and is False.

        Raises:
            Unavailable: too many hashes wait already.
        """
        normal = _normalise(password)
        matches = await self._run(self._matches, hashed or self._dummy, normal or "")
        return matches and hashed is not None and normal is not None

    def needs_rehash(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than today's, and should be renewed at the next login."""
        return self._hasher.check_needs_rehash(hashed)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        if not self._places.acquire(blocking=False):
            raise Unavailable("Too many logins at once. Please try again in a moment.", retry_after=1)
        future = self._pool.submit(work, *args)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


def _normalise(password: str) -> str | None:
    """NFKC, or None for what is too long to be worth normalising or is no valid Unicode text."""
    if len(password) > MAX_LENGTH:
        return None
    try:
        password.encode()
    except UnicodeEncodeError:
        return None
    return unicodedata.normalize("NFKC", password)
