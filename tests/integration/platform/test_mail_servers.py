"""Mail servers as they are: slow, silent, with passwords and certificates; and what is told of the mails."""

import asyncio
import io
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.mail.mailer import MailDelayed
from contentforge_platform.mail.smtp import SmtpMailer
from contentforge_platform.observability import ObservabilitySettings
from support.logs import logged_as
from support.mail_server import PASSWORD, USER, MailServer, mail_server, silent_server
from support.post import TO, TOKEN, Post


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture
def post(own_uow: UnitOfWork, server: MailServer) -> Post:
    return Post(own_uow, server.settings())


@pytest.fixture
def logged() -> Iterator[io.BytesIO]:
    with logged_as(ObservabilitySettings(log_level="DEBUG", log_format="json")) as stream:
        yield stream


async def test_a_server_that_never_speaks_costs_the_configured_time_and_no_more(own_uow: UnitOfWork) -> None:
    async with silent_server() as port:
        post = Post(own_uow, MailServer(port=port).settings(timeout_seconds=0.5))
        await post.order()
        began = asyncio.get_running_loop().time()

        await post.work()

        assert asyncio.get_running_loop().time() - began < 3
    assert (await post.item())["state"] == "scheduled"


async def test_a_server_that_is_not_there_is_asked_again_later(own_uow: UnitOfWork) -> None:
    post = Post(own_uow, MailServer(port=1).settings())
    await post.order()

    await post.work()

    item = await post.item()
    assert (item["state"], item["last_error"]) == (
        "scheduled",
        "The mail server cannot be used now (SMTPConnectError).",
    )


async def test_a_mail_that_was_taken_is_sent_even_if_the_server_never_says_good_bye(
    own_uow: UnitOfWork, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("aiosmtpd.smtp.SMTP.smtp_QUIT", never)
    monkeypatch.setattr("contentforge_platform.mail.smtp._FAREWELL_SECONDS", 0.2)
    post = Post(own_uow, server.settings())
    await post.order()

    await post.work()

    assert (await post.row())["state"] == "sent"
    assert len(server.mails) == 1


async def test_nothing_of_a_mail_stands_in_the_logs(post: Post, server: MailServer, logged: io.BytesIO) -> None:
    server.to_recipient = [f"451 {TO} {TOKEN}", "550 5.1.1 <ada@example.com> is unknown"]
    await post.order()
    await post.work()
    await post.let_pass()
    await post.work()
    await post.order("eve@example.com")
    await post.work()

    text = logged.getvalue().decode()
    assert "given_up" in text
    assert "put_off" in text
    for secret in (TOKEN, TO, "eve@example.com", "new password"):
        assert secret not in text


async def test_an_address_beyond_ascii_needs_a_server_that_takes_it(own_uow: UnitOfWork) -> None:
    async with mail_server() as able:
        post = Post(own_uow, able.settings())
        await post.order("żółć@bücher.example")
        await post.work()
        assert able.recipients == ["żółć@xn--bcher-kva.example"]
        assert able.mails[0]["To"] == "żółć@xn--bcher-kva.example"
    async with mail_server(smtputf8=False) as unable:
        post = Post(own_uow, unable.settings())
        await post.order("żółć@bücher.example")
        await post.work()
        assert unable.read == []
    async with own_uow.system() as session:
        errors = await session.fetch("SELECT error FROM outgoing_mail WHERE state = 'failed'")
    assert [row["error"] for row in errors] == ["The mail server does not take addresses of this kind."]


async def test_a_server_that_wants_a_password_gets_it_and_one_that_refuses_it_is_asked_again(
    own_uow: UnitOfWork, logged: io.BytesIO
) -> None:
    async with mail_server(log_in=True) as server:
        wrong = Post(own_uow, server.settings(username=USER, password="not this one"))
        await wrong.order()
        await wrong.work()
        assert (await wrong.item())["last_error"].startswith("The mail server does not let us send (535")
        await wrong.let_pass()

        await Post(own_uow, server.settings(username=USER, password=PASSWORD)).work()

        assert len(server.mails) == 1
    assert PASSWORD not in logged.getvalue().decode()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine that nobody vouches for but who is told to, with its key."""
    path = tmp_path / "mail.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def serving_with(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


async def test_with_starttls_the_mail_is_secret_on_its_way(
    own_uow: UnitOfWork, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    async with mail_server(tls=serving_with(certificate), log_in=True) as server:
        post = Post(own_uow, server.settings(tls="starttls", username=USER, password=PASSWORD))
        await post.order()

        await post.work()

        assert server.secret == [True]


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(own_uow: UnitOfWork, certificate: Path) -> None:
    async with mail_server(tls=serving_with(certificate)) as server:
        post = Post(own_uow, server.settings(tls="starttls"))
        await post.order()

        await post.work()

        assert server.read == []
        assert (await post.item())["state"] == "scheduled"


async def test_a_server_without_starttls_gets_no_mail_where_it_is_asked_for(post: Post, server: MailServer) -> None:
    strict = Post(post.uow, server.settings(tls="starttls"))
    await strict.order()

    await strict.work()

    assert server.read == []
    assert (await strict.item())["state"] == "scheduled"


async def test_a_check_says_where_mails_go_or_why_they_do_not(server: MailServer) -> None:
    assert await SmtpMailer(server.settings()).check() == f"127.0.0.1:{server.port} answers (none)"
    with pytest.raises(MailDelayed, match="cannot be used now"):
        await SmtpMailer(MailServer(port=1).settings()).check()
