"""Mail in the composition root: what `doctor` finds, what development shows, and what the scheduler tidies up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.cli import examination
from contentforge_app.embedded import RunningValkey
from contentforge_app.handlers import EVENTS_QUEUE, handlers
from contentforge_app.settings import Environment
from contentforge_platform.observability import Metrics
from contentforge_platform.work import NO_TENANT
from contentforge_workers.outcome import run_claim
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.mail_server import MailServer, mail_server
from support.scheduling import do_duties


@pytest.fixture
async def developed(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    settings = settings_for(
        own_database_urls, valkey, tmp_path, env=Environment.DEVELOPMENT, public_url="http://127.0.0.1:8000"
    )
    async with running(settings) as started:
        yield started


@pytest.fixture
async def tested(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def deliver(api: Api) -> None:
    async with handlers(api.runtime, EVENTS_QUEUE) as found:
        for claim in await api.workshop.claim(EVENTS_QUEUE):
            await run_claim(api.runtime.uow, found, claim, Metrics(process=False))


async def states(api: Api) -> list[tuple[str, str | None]]:
    async with api.runtime.uow.system() as session:
        return [(row["state"], row["error"]) for row in await session.fetch("SELECT state, error FROM outgoing_mail")]


async def test_development_shows_mails_with_their_links(developed: Api, capfd: pytest.CaptureFixture[str]) -> None:
    person = await developed.person()

    await deliver(developed)

    shown = capfd.readouterr().out
    assert f"mail to {person.email}: Please confirm your e-mail address" in shown
    assert "\nhttp://127.0.0.1:8000/app/verify-email?token=cf_verify_" in shown
    assert await states(developed) == [("sent", None)]


async def test_elsewhere_nothing_is_shown_and_the_mail_is_given_up(
    tested: Api, capfd: pytest.CaptureFixture[str]
) -> None:
    person = await tested.person()

    await deliver(tested)

    output = "".join(capfd.readouterr())
    assert "cf_verify_" not in output
    assert person.email not in output
    assert await states(tested) == [("failed", "No mail server is set: CONTENTFORGE_MAIL__BACKEND is not smtp.")]


async def test_doctor_asks_the_mail_server(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> None:
    async with mail_server() as server:
        there = settings_for(database_urls, valkey, tmp_path, mail=server.settings())
        well = await examination.mail(there)
    gone = await examination.mail(settings_for(database_urls, valkey, tmp_path, mail=MailServer(port=1).settings()))

    assert (well.well, well.finding) == (True, f"127.0.0.1:{server.port} answers (none)")
    assert (gone.well, gone.finding) == (False, "The mail server cannot be used now (SMTPConnectError).")
    assert "CONTENTFORGE_MAIL__" in gone.advice


async def test_doctor_minds_a_production_without_a_mail_server(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    found = {
        env: (await examination.mail(settings_for(database_urls, valkey, tmp_path, env=env))).well
        for env in (Environment.DEVELOPMENT, Environment.PRODUCTION)
    }

    assert found == {Environment.DEVELOPMENT: True, Environment.PRODUCTION: False}


async def test_the_scheduler_forgets_old_mails_and_dead_tokens(tested: Api) -> None:
    await tested.person()
    recent = await tested.person()
    async with tested.runtime.uow.system() as session:
        oldest = await session.fetchval("SELECT id FROM outgoing_mail ORDER BY created_at LIMIT 1")
    async with tested.runtime.uow.write(NO_TENANT) as writing:
        await writing.fetchval("UPDATE outgoing_mail SET created_at = now() - interval '31 days' WHERE id = $1", oldest)
        await writing.fetchval(
            "UPDATE one_time_token SET expires_at = now() - interval '2 days' WHERE subject_id <> $1", recent.user_id
        )

    await do_duties(tested.runtime)

    async with tested.runtime.uow.system() as session:
        assert await session.fetchval("SELECT count(*) FROM outgoing_mail") == 1
        assert [row[0] for row in await session.fetch("SELECT subject_id FROM one_time_token")] == [recent.user_id]
