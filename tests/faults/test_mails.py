"""Mails and workers that die: none is lost, and one that goes out twice is known again by its Message-ID."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from support.mail_server import MailServer, mail_server, text_of
from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Desk
from support.rig_moves import eventually, let_leases_run_out


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


def sent_through(server: MailServer) -> Mapping[str, str]:
    return {
        "CONTENTFORGE_MAIL__BACKEND": "smtp",
        "CONTENTFORGE_MAIL__HOST": "127.0.0.1",
        "CONTENTFORGE_MAIL__PORT": str(server.port),
        "CONTENTFORGE_MAIL__TLS": "none",
        "CONTENTFORGE_MAIL__FROM_ADDRESS": "no-reply@contentforge.example",
    }


async def test_a_worker_killed_between_the_servers_yes_and_its_commit_sends_one_mail_twice_at_most(
    rig: Rig, desk: Desk, oracle: Oracle, server: MailServer
) -> None:
    for worker in rig.running("events"):
        worker.end()
    [worker] = rig.start("events", settings=sent_through(server))
    server.held = asyncio.Event()
    customer = await desk.customer()
    await eventually(lambda: len(server.read) == 1, "the server has the mail in hand")

    worker.kill9()
    server.held.set()  # it takes the mail, and nobody is there any more to hear of it
    await eventually(lambda: len(server.mails) == 1, "the server has taken the mail")
    assert await let_leases_run_out(rig, worker) == 1
    await rig.restart(worker)
    await eventually(lambda: len(server.mails) == 2, "the mail is sent again")

    customer.seal()
    await oracle.ask()
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert server.recipients == [customer.email] * 2
    row = await rig.rows("SELECT state, attempts, parameters FROM outgoing_mail WHERE recipient = $1", customer.email)
    assert [tuple(mail) for mail in row] == [("sent", 2, None)]


async def test_a_stopped_worker_ends_the_mail_in_its_hand(
    rig: Rig, desk: Desk, oracle: Oracle, server: MailServer
) -> None:
    for worker in rig.running("events"):
        worker.end()
    [worker] = rig.start("events", settings=sent_through(server))
    server.held = asyncio.Event()
    customer = await desk.customer()
    await eventually(lambda: len(server.read) == 1, "the server has the mail in hand")

    worker.terminate()
    server.held.set()

    assert await asyncio.to_thread(worker.wait, 30) == 0
    customer.seal()
    await oracle.ask()
    assert len(server.read) == len(server.mails) == 1
