"""Forgotten passwords: a token that is mailed, good once and for an hour, and tells nobody who has an account."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import orjson
import pytest

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.work import Wake
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import (
    SignedIn,
    WrongCredentials,
    ask_for_verification,
    change_password,
    deactivate,
    forgot_password,
    log_in,
    reset_password,
    verify_email,
)
from contentforge_tenants.accounts.proof import guessing
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken
from contentforge_tenants.sessions import SessionsEnded
from contentforge_tenants.throttle import TooManyLogins

OLD, NEW = "correct horse battery", "an even better one"
NATIVE = Audience.CONTENTFORGE


async def mails_to(uow: UnitOfWork, email: str, kind: str = "reset_password") -> list[asyncpg.Record]:
    async with uow.system() as session:
        return await session.fetch(
            "SELECT * FROM outgoing_mail WHERE recipient = $1 AND kind = $2 ORDER BY created_at", email, kind
        )


async def tokens_of(uow: UnitOfWork, email: str, kind: str = "reset_password") -> list[str]:
    return [orjson.loads(row["parameters"])["token"] for row in await mails_to(uow, email, kind)]


async def token_for(uow: UnitOfWork, keyring: Keyring, email: str) -> str:
    await forgot_password(uow, keyring, email)
    return (await tokens_of(uow, email))[-1]


async def sign_in(uow: UnitOfWork, keyring: Keyring, who: SignedIn, password: str) -> SignedIn:
    return await log_in(uow, keyring, email=who.account.email, password=password, audience=NATIVE)


async def counted(uow: UnitOfWork, table: str) -> int:
    async with uow.system() as session:
        return int(await session.fetchval(f"SELECT count(*) FROM {table}"))


async def test_whoever_reads_the_mail_sets_a_new_password(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)

    await reset_password(uow, keyring, token=token, new=NEW)

    assert (await sign_in(uow, keyring, ada, NEW)).account.id == ada.account.id
    with pytest.raises(WrongCredentials):
        await sign_in(uow, keyring, ada, OLD)


async def test_a_reset_ends_all_sessions_verifies_the_address_and_is_told_by_mail(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    other = await sign_in(uow, keyring, ada, OLD)
    token = await token_for(uow, keyring, ada.account.email)
    effects.clear()

    await reset_password(uow, keyring, token=token, new=NEW)

    [ended] = [effect for effect in effects if isinstance(effect, SessionsEnded)]
    assert set(ended.sessions) == {ada.tokens.session_id, other.tokens.session_id}
    signed_in = await sign_in(uow, keyring, ada, NEW)
    assert signed_in.account.email_verified_at is not None
    assert len(await mails_to(uow, ada.account.email, "password_was_reset")) == 1


async def test_a_token_is_good_once(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)
    await reset_password(uow, keyring, token=token, new=NEW)

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=token, new="yet another one")

    await sign_in(uow, keyring, ada, NEW)


async def test_of_twenty_uses_at_once_exactly_one_wins(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)
    passwords = [f"{NEW} {number}" for number in range(20)]

    outcomes = await asyncio.gather(
        *(reset_password(uow, keyring, token=token, new=password) for password in passwords), return_exceptions=True
    )

    won = [password for password, outcome in zip(passwords, outcomes, strict=True) if outcome is None]
    assert len(won) == 1
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [InvalidOneTimeToken] * 19
    await sign_in(uow, keyring, ada, won[0])


async def test_a_token_is_good_for_an_hour(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)
    async with uow.write(None) as session:
        row = await session.fetchrow(
            "SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM one_time_token"
            " WHERE subject_id = $1 AND purpose = 'reset'",
            ada.account.id,
        )
        assert row is not None
        assert row["seconds"] == 3600
        await session.fetchval(
            "UPDATE one_time_token SET expires_at = now() WHERE subject_id = $1 AND purpose = 'reset'", ada.account.id
        )

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=token, new=NEW)


async def test_a_new_token_ends_the_former_ones(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    first = await token_for(uow, keyring, ada.account.email)
    second = await token_for(uow, keyring, ada.account.email)

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=first, new=NEW)

    await reset_password(uow, keyring, token=second, new=NEW)


async def test_a_changed_password_ends_what_was_mailed_before(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)

    await change_password(uow, keyring, ada.account.id, current=OLD, new=NEW, keep=None)

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=token, new="yet another one")


async def test_of_twenty_requests_at_once_one_token_lives(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    await asyncio.gather(*(forgot_password(uow, keyring, ada.account.email) for _ in range(20)))

    async with uow.system() as session:
        alive = await session.fetchval(
            "SELECT count(*) FROM one_time_token WHERE subject_id = $1 AND purpose = 'reset' AND ended_at IS NULL",
            ada.account.id,
        )
    assert alive == 1


async def test_a_mailbox_gets_five_such_mails_an_hour_and_the_last_stays_good(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    for _ in range(8):
        await forgot_password(uow, keyring, ada.account.email)

    tokens = await tokens_of(uow, ada.account.email)
    assert len(tokens) == 5
    await reset_password(uow, keyring, token=tokens[-1], new=NEW)


async def test_only_a_digest_of_a_token_is_kept(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)

    async with uow.system() as session:
        rows = await session.fetch("SELECT * FROM one_time_token WHERE subject_id = $1", ada.account.id)

    assert rows
    assert token not in str(rows)
    assert keyring.one_time_tokens.digest(token) in [row["digest"] for row in rows]
    assert keyring.refresh_tokens.digest(token) not in [row["digest"] for row in rows]


async def test_an_unknown_address_leaves_no_mail_and_no_work_behind(
    uow: UnitOfWork, keyring: Keyring, effects: list[object]
) -> None:
    before = await counted(uow, "outgoing_mail"), await counted(uow, "work_item")

    await forgot_password(uow, keyring, "nobody@example.com")
    await forgot_password(uow, keyring, "no address at all")
    await forgot_password(uow, keyring, "x\x00@example.com")

    assert (await counted(uow, "outgoing_mail"), await counted(uow, "work_item")) == before
    assert effects == []


async def test_a_known_address_rings_the_workers_of_mails(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    await forgot_password(uow, keyring, ada.account.email)

    assert effects == [Wake("events")]


async def test_known_and_unknown_addresses_write_the_same(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    async def written(email: str) -> int:
        before = await counted(uow, "one_time_token")
        await forgot_password(uow, keyring, email)
        return await counted(uow, "one_time_token") - before

    assert await written(ada.account.email) == await written("somebody.else@example.com") == 1


async def test_a_closed_account_gets_no_mail(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    async with uow.write(None) as session:
        await deactivate(session, ada.account.id)

    await forgot_password(uow, keyring, ada.account.email)

    assert await mails_to(uow, ada.account.email) == []


async def test_an_account_closed_meanwhile_takes_no_password(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    token = await token_for(uow, keyring, ada.account.email)
    async with uow.write(None) as session:
        await deactivate(session, ada.account.id)

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=token, new=NEW)


async def test_the_mail_goes_to_the_address_of_the_account_and_not_to_a_look_alike(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    local, _, domain = ada.account.email.partition("@")
    typed = f"{local.upper()}@\uff45xample.com"  # a full-width e: the same address, written otherwise
    assert domain == "example.com"

    await forgot_password(uow, keyring, typed)

    assert await mails_to(uow, typed) == []
    assert len(await mails_to(uow, ada.account.email)) == 1


async def test_a_password_that_is_refused_leaves_the_token_good(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    token = await token_for(uow, keyring, ada.account.email)

    with pytest.raises(Invalid):
        await reset_password(uow, keyring, token=token, new="short")

    await reset_password(uow, keyring, token=token, new=NEW)


async def test_tries_at_the_former_password_no_longer_count(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    for _ in range(keyring.settings.failed_logins):
        with pytest.raises(WrongCredentials):
            await sign_in(uow, keyring, ada, "a guess at it")
    with pytest.raises(TooManyLogins):
        await sign_in(uow, keyring, ada, OLD)

    await reset_password(uow, keyring, token=await token_for(uow, keyring, ada.account.email), new=NEW)

    await sign_in(uow, keyring, ada, NEW)


async def test_codes_that_were_tried_with_the_former_password_no_longer_count(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    async def wrong(_: WriteSession) -> bool | None:
        return None

    async def right(_: WriteSession) -> bool:
        return True

    for _ in range(keyring.settings.failed_logins):
        assert await guessing(uow, keyring, ada.account.id, wrong) is None
    with pytest.raises(TooManyLogins):
        await guessing(uow, keyring, ada.account.id, right)

    await reset_password(uow, keyring, token=await token_for(uow, keyring, ada.account.email), new=NEW)

    assert await guessing(uow, keyring, ada.account.id, right)


@pytest.mark.parametrize("token", ["", "made up", "cf_reset_" + "0" * 43, "cf_refresh_" + "0" * 43, "\x00", "\ud800"])
async def test_a_made_up_token_is_refused(uow: UnitOfWork, keyring: Keyring, token: str) -> None:
    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=token, new=NEW)


async def test_registering_mails_a_token_that_verifies_the_address_once(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    assert ada.account.email_verified_at is None
    [token] = await tokens_of(uow, ada.account.email, "verify_email")

    await verify_email(uow, keyring, token)

    with pytest.raises(InvalidOneTimeToken):
        await verify_email(uow, keyring, token)
    verified = (await sign_in(uow, keyring, ada, OLD)).account.email_verified_at
    assert verified is not None
    assert verified <= datetime.now(UTC)


async def test_a_token_for_one_purpose_opens_nothing_else(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    [verifying] = await tokens_of(uow, ada.account.email, "verify_email")
    resetting = await token_for(uow, keyring, ada.account.email)

    with pytest.raises(InvalidOneTimeToken):
        await reset_password(uow, keyring, token=verifying, new=NEW)
    with pytest.raises(InvalidOneTimeToken):
        await verify_email(uow, keyring, resetting)


async def test_verification_is_good_for_three_days(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    [token] = await tokens_of(uow, ada.account.email, "verify_email")
    async with uow.write(None) as session:
        seconds = await session.fetchval(
            "UPDATE one_time_token SET expires_at = now() WHERE subject_id = $1"
            " RETURNING (SELECT extract(epoch FROM old.expires_at - old.created_at)::int FROM one_time_token AS old"
            " WHERE old.id = one_time_token.id)",
            ada.account.id,
        )

    assert seconds == 3 * 24 * 3600
    with pytest.raises(InvalidOneTimeToken):
        await verify_email(uow, keyring, token)


async def test_another_mail_replaces_the_first_and_a_verified_address_needs_none(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    async def ask() -> bool:
        async with uow.write(None) as session:
            return await ask_for_verification(session, keyring, ada.account.id)

    assert await ask() is True
    first, second = await tokens_of(uow, ada.account.email, "verify_email")
    with pytest.raises(InvalidOneTimeToken):
        await verify_email(uow, keyring, first)
    await verify_email(uow, keyring, second)
    assert await ask() is False
    assert len(await tokens_of(uow, ada.account.email, "verify_email")) == 2
