"""Passwords: the rules for new ones, and hashing that neither blocks nor tells who exists."""

import asyncio
import unicodedata
from collections.abc import Iterator

import pytest

from contentforge_platform.errors import Unavailable
from contentforge_platform.security import (
    Passwords,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_new_password,
    is_common,
)


@pytest.fixture(scope="module")
def passwords() -> Iterator[Passwords]:
    made = Passwords(threads=2, waiting=2)
    yield made
    made.close()


async def test_a_password_opens_its_own_hash_and_no_other_does(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse 17")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(hashed, "correct horse 17")
    assert not await passwords.verify(hashed, "correct horse 18")
    assert not passwords.needs_rehash(hashed)


async def test_an_unknown_user_is_false_and_is_hashed_all_the_same(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed_against: list[str] = []
    real = passwords._matches

    def spy(hashed: str, password: str) -> bool:
        hashed_against.append(hashed)
        return real(hashed, password)

    monkeypatch.setattr(passwords, "_matches", spy)

    assert not await passwords.verify(None, "nobody has this password")
    assert hashed_against[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_broken_hash_in_the_database_opens_for_nobody(passwords: Passwords) -> None:
    assert not await passwords.verify("not a hash", "correct horse 17")


async def test_the_same_characters_composed_differently_are_the_same_password(passwords: Passwords) -> None:
    composed = unicodedata.normalize("NFC", "mật khẩu dài")
    decomposed = unicodedata.normalize("NFD", "mật khẩu dài")

    assert composed != decomposed
    assert await passwords.verify(await passwords.hash(composed), decomposed)


@pytest.mark.parametrize("text", ["x" * 129, "x" * 100_000, "\ud800aaaaaaaa"])
async def test_what_cannot_be_a_password_is_wrong_at_login_and_refused_when_set(
    passwords: Passwords, text: str
) -> None:
    hashed = await passwords.hash("correct horse 17")

    assert not await passwords.verify(hashed, text)
    with pytest.raises(PasswordTooLong):
        await passwords.hash(text)


async def test_more_logins_than_may_wait_are_refused_at_once(passwords: Passwords) -> None:
    results = await asyncio.gather(*(passwords.verify(None, "guess") for _ in range(12)), return_exceptions=True)

    assert sum(isinstance(r, Unavailable) for r in results) == 8
    assert await passwords.verify(await passwords.hash("and again 17"), "and again 17")


def test_length_is_counted_after_normalisation() -> None:
    check_new_password("12345678", refuse_common=False)
    check_new_password("x" * 128, refuse_common=False)
    with pytest.raises(PasswordTooShort, match="Password must be at least 8 characters long"):
        check_new_password("1234567", refuse_common=False)
    with pytest.raises(PasswordTooShort):
        check_new_password(unicodedata.normalize("NFD", "éééé"), refuse_common=False)
    with pytest.raises(PasswordTooLong):
        check_new_password("x" * 129, refuse_common=False)
    with pytest.raises(PasswordTooLong):
        check_new_password("\ufdfa" * 10, refuse_common=False)


@pytest.mark.parametrize("common", ["password", "Password123", "P@ssw0rd", "qwertyuiop", "iloveyou", "11111111"])
def test_common_passwords_are_refused_only_where_the_operator_says_so(common: str) -> None:
    check_new_password(common, refuse_common=False)
    with pytest.raises(PasswordTooCommon):
        check_new_password(common, refuse_common=True)


def test_a_random_password_is_not_common() -> None:
    assert not is_common("vK3-gallop-Otter")
