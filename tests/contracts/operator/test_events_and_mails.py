"""Live events and mails in the console: what became of each, and another try."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_app.handlers import EVENTS_QUEUE, handlers
from contentforge_platform.work import sweep
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.mail_server import MailServer, mail_server, text_of
from support.operators import Operating, operating
from support.sockets import Served, connected, served

EVENT = {
    *("id", "organization_id", "user_id", "object_kind", "object_id", "sequence", "state"),
    *("created_at", "published_at"),
}
MAIL = {
    *("id", "organization_id", "kind", "language", "recipient", "state", "attempts", "error"),
    *("created_at", "good_until", "next_try_at", "sent_at"),
}
NOBODYS = str(UUID(int=0))


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture
async def mailing(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, server: MailServer
) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path, mail=server.settings())) as started:
        yield started


@pytest.fixture
async def live(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def post(api: Api) -> None:
    async with handlers(api.runtime, EVENTS_QUEUE) as kinds:
        api.workshop.more = kinds
        await api.workshop.run(EVENTS_QUEUE)


async def test_events_are_listed_by_whether_they_are_on_the_bus(api: Api, operator: Operating) -> None:
    owner, other = await api.person(), await api.person()
    first, _, second = await api.job(owner), await api.job(other), await api.job(owner)
    async with api.runtime.uow.system() as session:
        await session.fetchval("UPDATE live_event SET published_at = clock_timestamp()")
        await session.fetchval("UPDATE live_event SET published_at = NULL WHERE object_id = $1", UUID(second["id"]))

    [waiting] = await operator.everything("events")
    published = await operator.everything("events", publication="published", limit=1)

    assert waiting.keys() == EVENT
    assert (waiting["object_kind"], waiting["object_id"], waiting["sequence"]) == ("job", second["id"], 1)
    assert (waiting["state"], waiting["published_at"]) == ("pending", None)
    assert len(published) == 2
    mine = await operator.everything("events", publication="published", organization_id=str(owner.organization))
    assert [event["object_id"] for event in mine] == [first["id"]]


async def test_a_replayed_event_is_not_told_twice_to_who_has_heard_it(live: Served) -> None:
    operator, owner = await operating(live), await live.person()
    heard: list[UUID] = []
    live.runtime.feed.hear(lambda told: heard.append(told.id))

    async with connected(live.base, token=owner.token) as client:
        job = await live.job(owner)
        await client.hears(1)
        everything = await operator.everything("events") + await operator.everything("events", publication="published")
        [event] = [one for one in everything if one["object_id"] == job["id"]]
        where = f"organizations/{owner.organization}/events/{event['id']}/replay"

        await operator.do("POST", where, reason="Somebody missed it")

        assert len(await client.hears(1)) == 1
        assert heard.count(UUID(event["id"])) == 2
    [action] = await operator.everything("actions")
    assert (action["action"], action["new_value"]["object_id"]) == ("replay_event", job["id"])


async def test_an_event_that_is_nobodys_is_unknown(api: Api, operator: Operating) -> None:
    owner, other = await api.person(), await api.person()
    await api.job(owner)
    async with api.runtime.uow.system() as session:
        event = await session.fetchval("SELECT id FROM live_event")

    answer = await operator.ask("POST", f"organizations/{other.organization}/events/{event}/replay")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found."})


async def test_the_mail_log_tells_what_became_of_each_and_never_a_token(mailing: Api, server: MailServer) -> None:
    operator = await operating(mailing)
    person = await mailing.person()
    server.to_data = ["451 4.7.1 Greylisted, try later", "550 5.1.1 No such person"]
    await post(mailing)

    mails = await operator.everything("mails", limit=1)

    assert len(mails) == 2
    assert all(mail.keys() == MAIL for mail in mails)
    by_state = {mail["state"]: mail for mail in mails}
    waiting, failed = by_state["queued"], by_state["failed"]
    assert (waiting["kind"], waiting["organization_id"], waiting["attempts"]) == ("verify_email", NOBODYS, 1)
    assert waiting["error"] is not None
    assert waiting["next_try_at"] is not None
    assert (failed["attempts"], failed["next_try_at"], failed["sent_at"]) == (1, None, None)
    assert {mail["recipient"] for mail in mails} == {operator.person.email, person.email}
    assert [mail["id"] for mail in await operator.everything("mails", recipient=person.email.upper())] == [
        mail["id"] for mail in mails if mail["recipient"] == person.email
    ]
    assert await operator.everything("mails", kind="usage_alert") == []
    [token] = re.findall(r"cf_verify_\w+", text_of(server.read[0]))
    assert token not in str(mails)


async def test_a_mail_that_waits_is_sent_at_once_and_no_other(mailing: Api, server: MailServer) -> None:
    operator = await operating(mailing)
    server.to_data = ["451 4.7.1 Greylisted, try later"]
    await post(mailing)
    [mail] = await operator.everything("mails")
    where = f"mails/{mail['organization_id']}/{mail['id']}/retry"

    await operator.do("POST", where, reason="They are waiting")
    async with mailing.runtime.uow.system() as session:
        await sweep.sweep(session)
    await post(mailing)

    [mail] = await operator.everything("mails", state="sent")
    assert (mail["attempts"], mail["error"]) == (2, None)
    assert len(server.mails) == 1
    again = await operator.ask("POST", where)
    assert (again.status_code, again.json()) == (409, {"detail": "This mail was sent."})
    [action] = await operator.everything("actions")
    assert (action["action"], action["organization_id"]) == ("retry_mail", None)
    assert action["new_value"] == {"kind": "verify_email", "state": "queued"}


async def test_a_mail_that_was_given_up_cannot_be_sent_since_its_words_are_gone(
    mailing: Api, server: MailServer
) -> None:
    operator = await operating(mailing)
    server.to_data = ["550 5.1.1 No such person"]
    await post(mailing)
    [mail] = await operator.everything("mails", state="failed")

    answer: Any = await operator.ask("POST", f"mails/{NOBODYS}/{mail['id']}/retry")

    assert (answer.status_code, "erased" in answer.json()["detail"]) == (409, True)
    unknown = await operator.ask("POST", f"mails/{operator.person.organization}/{mail['id']}/retry")
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Mail not found."})
