"""Mails on their way: from the transaction that causes them to a real mail server, once, and again if need be."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from contentforge_platform import mail, work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.work import NO_TENANT, sweep
from contentforge_tenants import mails
from support.mail_server import FROM, MailServer, html_of, mail_server, text_of
from support.post import TO, TOKEN, Post


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture
def post(own_uow: UnitOfWork, server: MailServer) -> Post:
    return Post(own_uow, server.settings())


async def test_a_mail_is_sent_once_the_transaction_has_committed(post: Post, server: MailServer) -> None:
    await post.order()
    assert server.mails == []

    await post.work()

    [sent] = server.mails
    assert server.recipients == [TO]
    assert sent["From"] == f"ContentForge <{FROM}>"
    assert f"https://copy.example.com/app/reset-password?token={TOKEN}" in text_of(sent)
    assert TOKEN in html_of(sent)
    row = await post.row()
    assert sent["Message-ID"] == f"<{row['id']}@contentforge.example>"
    assert (row["state"], row["attempts"], row["error"]) == ("sent", 1, None)
    assert row["sent_at"] is not None
    assert (await post.item())["state"] == "done"


async def test_a_transaction_that_is_rolled_back_sends_nothing(post: Post, effects: list[object]) -> None:
    class ChangedMind(Exception):
        pass

    async def changing_its_mind() -> None:
        async with post.uow.write(None) as session:
            await mail.send(session, NO_TENANT, mails.RESET_PASSWORD, TO, {"token": TOKEN})
            raise ChangedMind

    with pytest.raises(ChangedMind):
        await changing_its_mind()

    assert await post.work() == 0
    assert effects == []


async def test_ordering_a_mail_to_a_person_leaves_the_organization_in_sight(own_uow: UnitOfWork) -> None:
    tenant = TenantId(uuid4())
    async with own_uow.write(tenant) as session:
        await mail.send(session, NO_TENANT, mails.RESET_PASSWORD, TO, {"token": TOKEN})

        assert await session.fetchval("SELECT current_setting('app.tenant')") == str(tenant)
        assert await session.fetchval("SELECT count(*) FROM outgoing_mail") == 0


async def test_no_organization_sees_the_mails_of_another(post: Post, server: MailServer) -> None:
    ours, theirs = TenantId(uuid4()), TenantId(uuid4())
    await post.order(tenant=ours)

    async with post.uow.read(theirs) as session:
        assert await session.fetchval("SELECT count(*) FROM outgoing_mail") == 0
    async with post.uow.read(ours) as session:
        assert await session.fetchval("SELECT count(*) FROM outgoing_mail") == 1
    await post.work()
    assert len(server.mails) == 1


async def test_a_mail_takes_the_parameters_of_its_kind_and_no_others(own_uow: UnitOfWork) -> None:
    for given in ({}, {"token": TOKEN, "name": "Ada"}):
        async with own_uow.write(None) as session:
            with pytest.raises(ValueError, match="takes"):
                await mail.send(session, NO_TENANT, mails.RESET_PASSWORD, TO, given)


async def test_a_recipient_with_a_line_break_never_becomes_a_row(own_uow: UnitOfWork) -> None:
    async with own_uow.write(None) as session:
        with pytest.raises(ValueError, match="header"):
            await mail.send(session, NO_TENANT, mails.RESET_PASSWORD, f"{TO}\nBcc: eve@example.com", {"token": TOKEN})


async def test_a_recipient_that_is_put_off_gets_the_mail_later_and_it_is_the_same(
    post: Post, server: MailServer
) -> None:
    server.to_recipient = ["451 4.7.1 Greylisted, come back in a minute"]
    server.to_data = ["452 4.3.1 Out of space"]
    await post.order()
    await post.work()
    item = await post.item()
    assert (item["state"], item["last_error"]) == (
        "scheduled",
        "The mail server does not take mail for the recipient now (451 4.7.1).",
    )
    await post.let_pass()
    await post.work()
    assert server.mails == []
    await post.let_pass()

    await post.work()

    [sent] = server.mails
    row = await post.row()
    assert (row["state"], row["attempts"]) == ("sent", 3)
    assert {mail["Message-ID"] for mail in server.read} == {sent["Message-ID"]}
    assert {mail["Date"] for mail in server.read} == {sent["Date"]}


@pytest.mark.parametrize(
    ("to_recipient", "to_data", "error"),
    [
        ("550 5.1.1 <ada@example.com> is unknown", None, "The mail server refuses the recipient (550 5.1.1)."),
        ("553 No", None, "The mail server refuses the recipient (553)."),
        (None, "554 5.7.1 Spam", "The mail server refuses the mail (554 5.7.1)."),
    ],
)
async def test_a_refusal_for_good_is_not_tried_again(
    post: Post, server: MailServer, to_recipient: str | None, to_data: str | None, error: str
) -> None:
    server.to_recipient = [to_recipient] if to_recipient else []
    server.to_data = [to_data] if to_data else []
    await post.order()

    await post.work()

    row = await post.row()
    assert (row["state"], row["attempts"], row["error"], row["parameters"]) == ("failed", 1, error, None)
    assert (await post.item())["state"] == "failed"


async def test_a_server_that_breaks_off_gets_the_mail_again(post: Post, server: MailServer) -> None:
    server.breaks_off = 1
    await post.order()
    await post.work()
    assert (await post.item())["state"] == "scheduled"
    await post.let_pass()

    await post.work()

    assert len(server.read) == 2
    assert len(server.mails) == 1
    assert server.read[0]["Message-ID"] == server.read[1]["Message-ID"]


async def test_the_last_attempt_gives_up_and_erases_what_the_mail_carried(post: Post, server: MailServer) -> None:
    server.to_recipient = ["451 Not now"]
    await post.order()
    async with post.uow.system() as session:
        await session.fetchval("UPDATE work_item SET attempt = max_attempts - 1")

    await post.work()

    row = await post.row()
    assert (row["state"], row["parameters"]) == ("failed", None)
    assert row["error"] == "The mail server does not take mail for the recipient now (451)."


async def test_what_a_mail_carried_is_erased_once_it_is_sent(post: Post) -> None:
    await post.order()
    assert TOKEN in str(await post.row())

    await post.work()

    assert TOKEN not in str(await post.row())
    assert TOKEN not in str(await post.item())


async def test_a_mail_that_comes_too_late_is_not_sent(post: Post, server: MailServer) -> None:
    await post.order()
    async with post.uow.write(NO_TENANT) as session:
        await session.fetchval("UPDATE outgoing_mail SET good_until = now() - interval '1 second'")

    await post.work()

    assert server.read == []
    row = await post.row()
    assert (row["state"], row["error"], row["parameters"]) == ("failed", "The mail could not be sent in time.", None)


async def test_a_worker_that_stops_after_the_servers_yes_sends_the_same_mail_at_most_once_more(
    post: Post, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(_: work.Claim) -> None:
        raise SystemExit

    await post.order()
    claim = await post.claim()
    with monkeypatch.context() as dying:
        dying.setattr(post.handler, "_note_sent", dies)
        with pytest.raises(SystemExit):
            await post.handler.run(claim)
    async with post.uow.system() as session:
        await session.fetchval("UPDATE work_item SET lease_until = now() - interval '1 second'")
        await sweep.sweep(session)

    await post.work()
    await post.let_pass()

    assert await post.work() == 0
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert (await post.row())["attempts"] == 2


async def test_a_worker_that_lost_its_lease_sends_nothing(post: Post, server: MailServer) -> None:
    await post.order()
    claim = await post.claim()
    async with post.uow.system() as session:
        await session.fetchval("UPDATE work_item SET lease_until = now() - interval '1 second'")
        await sweep.sweep(session)

    with pytest.raises(work.LeaseLost):
        await post.handler.run(claim)

    assert server.read == []


async def test_old_mails_are_forgotten_whatever_became_of_them(post: Post) -> None:
    for age in (29, 31):
        await post.order(f"u{age}@example.com")
        async with post.uow.write(NO_TENANT) as session:
            await session.fetchval(
                "UPDATE outgoing_mail SET created_at = now() - make_interval(days => $1) WHERE recipient = $2",
                age,
                f"u{age}@example.com",
            )

    async with post.uow.system() as session:
        assert await mail.forget_old(session) == 1

    assert (await post.row())["recipient"] == "u29@example.com"
