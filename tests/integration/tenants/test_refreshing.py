"""Refresh tokens rotate; a copy that comes back too late ends the whole family (promise 16)."""

import asyncio
from collections.abc import Callable

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_tenants import accounts, sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.principal import InvalidCredential, opening_for_session, principal_from
from contentforge_tenants.sessions import InvalidRefreshToken, SessionsEnded, TokenPair, refresh

NATIVE = Audience.CONTENTFORGE


async def rotate(uow: UnitOfWork, keyring: Keyring, token: str, audience: Audience = NATIVE) -> TokenPair:
    return await refresh(uow, keyring, token, audience=audience)


async def is_open(uow: UnitOfWork, keyring: Keyring, pair: TokenPair) -> bool:
    async with uow.read(opening_for_session(keyring.tokens.read(pair.access_token, NATIVE))) as session:
        try:
            principal_from(session)
        except InvalidCredential:
            return False
        return True


async def age(uow: UnitOfWork, pair: TokenPair, seconds: int) -> None:
    async with uow.write(None) as session:
        await session.fetch(
            "UPDATE refresh_token SET used_at = used_at - make_interval(secs => $2) WHERE session_id = $1",
            pair.session_id,
            float(seconds),
        )


async def test_each_refresh_gives_new_tokens_of_the_same_session(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    pairs = [ada.tokens]
    for _ in range(3):
        pairs.append(await rotate(uow, keyring, pairs[-1].refresh_token))

    assert {pair.session_id for pair in pairs} == {ada.tokens.session_id}
    assert len({pair.refresh_token for pair in pairs}) == len({pair.access_token for pair in pairs}) == 4
    assert await is_open(uow, keyring, pairs[-1])


async def test_of_twenty_parallel_uses_one_family_goes_on(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    pairs = await asyncio.gather(*(rotate(uow, keyring, ada.tokens.refresh_token) for _ in range(20)))

    assert {pair.session_id for pair in pairs} == {ada.tokens.session_id}
    assert len({pair.refresh_token for pair in pairs}) == 20
    next_pair = await rotate(uow, keyring, pairs[7].refresh_token)
    assert await is_open(uow, keyring, next_pair)
    assert effects == []


async def test_a_reuse_after_a_successor_was_used_ends_the_family(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    second = await rotate(uow, keyring, ada.tokens.refresh_token)
    third = await rotate(uow, keyring, second.refresh_token)

    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token)

    assert effects == [SessionsEnded((ada.tokens.session_id,))]
    assert not await is_open(uow, keyring, third)
    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, third.refresh_token)


async def test_a_reuse_after_the_grace_ends_the_family(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    second = await rotate(uow, keyring, ada.tokens.refresh_token)
    await age(uow, second, 9)
    third = await rotate(uow, keyring, ada.tokens.refresh_token)
    await age(uow, third, 2)

    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token)

    for pair in (second, third):
        assert not await is_open(uow, keyring, pair)
        with pytest.raises(InvalidRefreshToken):
            await rotate(uow, keyring, pair.refresh_token)


async def test_without_grace_any_reuse_ends_the_family(
    uow: UnitOfWork, make_keyring: Callable[..., Keyring], ada: SignedIn
) -> None:
    strict = make_keyring(refresh_grace_seconds=0)
    results = await asyncio.gather(
        *(rotate(uow, strict, ada.tokens.refresh_token) for _ in range(5)), return_exceptions=True
    )

    (won,) = [result for result in results if isinstance(result, TokenPair)]
    assert not await is_open(uow, strict, won)


async def test_two_families_of_one_person_do_not_end_each_other(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    other = await accounts.log_in(
        uow, keyring, email=ada.account.email, password="correct horse battery", audience=NATIVE
    )
    second = await rotate(uow, keyring, ada.tokens.refresh_token)
    await rotate(uow, keyring, second.refresh_token)
    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token)

    assert await is_open(uow, keyring, other.tokens)
    await rotate(uow, keyring, other.tokens.refresh_token)


async def test_a_token_of_another_api_is_refused_and_keeps_its_session(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token, Audience.BLOG)

    assert await is_open(uow, keyring, await rotate(uow, keyring, ada.tokens.refresh_token))


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE user_session SET expires_at = now() WHERE id = $1",
        "UPDATE refresh_token SET expires_at = now() WHERE session_id = $1",
        "UPDATE user_session SET revoked_at = now() WHERE id = $1",
        "UPDATE user_account SET is_active = false WHERE id = (SELECT user_id FROM user_session WHERE id = $1)",
    ],
)
async def test_what_has_ended_is_not_refreshed(uow: UnitOfWork, keyring: Keyring, ada: SignedIn, ending: str) -> None:
    async with uow.write(None) as session:
        await session.fetch(ending, ada.tokens.session_id)

    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token)


@pytest.mark.parametrize("text", ["", "nonsense", "\x00", "\ud800", "cf_refresh_" + "a" * 43, "x" * 100_000])
async def test_what_is_no_token_of_ours_is_refused(uow: UnitOfWork, keyring: Keyring, text: str) -> None:
    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, text)


async def test_logging_out_ends_access_and_refresh_at_once(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    async with uow.write(None) as session:
        await sessions.end(session, ada.tokens.session_id)
        await sessions.end(session, ada.tokens.session_id)

    assert effects == [SessionsEnded((ada.tokens.session_id,))]
    assert not await is_open(uow, keyring, ada.tokens)
    with pytest.raises(InvalidRefreshToken):
        await rotate(uow, keyring, ada.tokens.refresh_token)


async def test_logging_out_by_refresh_token_ends_its_session_only_in_its_own_api(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    async with uow.write(None) as session:
        await sessions.end_of_token(session, keyring, ada.tokens.refresh_token, audience=Audience.BLOG)
        await sessions.end_of_token(session, keyring, "nonsense \ud800", audience=NATIVE)
    assert await is_open(uow, keyring, ada.tokens)

    async with uow.write(None) as session:
        await sessions.end_of_token(session, keyring, ada.tokens.refresh_token, audience=NATIVE)
    assert not await is_open(uow, keyring, ada.tokens)


async def test_only_digests_of_tokens_are_kept(uow: UnitOfWork, ada: SignedIn) -> None:
    async with uow.system() as session:
        text = await session.fetchval(
            "SELECT string_agg(t::text, ' ') FROM refresh_token AS t WHERE session_id = $1", ada.tokens.session_id
        )

    assert ada.tokens.refresh_token not in text
    assert ada.tokens.refresh_token.encode().hex() not in text
