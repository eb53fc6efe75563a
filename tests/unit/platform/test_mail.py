"""Mails before they leave: headers that cannot be forged, words, and what the settings refuse."""

import email
import email.policy
import io
from datetime import UTC, datetime

import jinja2
import pytest
from pydantic import ValidationError

from contentforge_platform.mail import MailKind, MailSettings
from contentforge_platform.mail.mailer import MailRefused
from contentforge_platform.mail.message import Message, Sender
from contentforge_platform.mail.open import open_mailer
from contentforge_platform.mail.templates import Templates
from contentforge_platform.mail.terminal import TerminalMailer
from contentforge_tenants import mails

BASE = "https://copy.example.com/"
TOKEN = "cf_reset_0123456789abcdefghijABCDEFGHIJ0123456789abcdef"
SENDER = Sender("ContentForge", "no-reply@contentforge.example")
WRITTEN = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)


def message(**changes: str) -> Message:
    values = {"to": "ada@example.com", "subject": "Hello", "text": "Hello.\n", "html": "<p>Hello.</p>"}
    return Message(**{**values, **changes}, message_id="1@contentforge.example", written_at=WRITTEN)


@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize("between", ["\n", "\r", "\r\n", "\x00", "\u2028", "\x85", "\ud800"])
def test_no_header_takes_a_line_break_or_another_control_character(field: str, between: str) -> None:
    with pytest.raises(ValueError, match="header"):
        message(**{field: f"ada@example.com{between}Bcc: eve@example.com"})


@pytest.mark.parametrize(
    "to",
    ["ada@example.com, eve@example.com", "Ada <ada@example.com>", "ada", "@example.com", "ada@", "a b@example.com"],
)
def test_a_mail_goes_to_one_address_and_nothing_else(to: str) -> None:
    with pytest.raises(ValueError, match="one address"):
        message(to=to)


def test_a_mail_says_what_it_is_and_carries_text_and_html() -> None:
    raw = message(subject="Schöne Grüße").as_email(SENDER).as_bytes()
    read = email.message_from_bytes(raw, policy=email.policy.default)

    assert read["From"] == "ContentForge <no-reply@contentforge.example>"
    assert read["To"] == "ada@example.com"
    assert read["Subject"] == "Schöne Grüße"
    assert read["Message-ID"] == "<1@contentforge.example>"
    assert read["Date"].datetime == WRITTEN
    assert read["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_a_domain_of_any_script_is_written_as_servers_read_it() -> None:
    sent = message(to="ada@bücher.example")

    assert sent.recipient == "ada@xn--bcher-kva.example"
    assert sent.as_email(SENDER)["To"] == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize("kind", mails.KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("base_url", [BASE, ""])
def test_every_mail_has_a_subject_a_text_and_html_with_and_without_an_address_of_ours(
    kind: MailKind, base_url: str
) -> None:
    given = dict.fromkeys(kind.parameters, TOKEN)
    words = Templates(mails.KINDS, base_url=base_url).render(kind.name, "en", given)

    assert 0 < len(words.subject) < 60
    for form in (words.text, words.html):
        assert form.count(TOKEN) >= len(given)
        assert "{{" not in form
        assert "{%" not in form
    assert "\n\n\n" not in words.text
    assert "<script" not in words.html
    assert "<img" not in words.html
    assert all(len(line) <= 78 or TOKEN in line for line in words.text.splitlines())


def test_a_link_leads_to_the_public_address_and_carries_the_token() -> None:
    words = Templates(mails.KINDS, base_url=BASE).render("reset_password", "en", {"token": TOKEN})

    link = f"https://copy.example.com/app/reset-password?token={TOKEN}"
    assert link in words.text.splitlines()
    assert f'href="{link}"' in words.html


def test_values_are_escaped_in_html_and_left_alone_in_text() -> None:
    words = Templates(mails.KINDS, base_url="").render("verify_email", "en", {"token": "<b>&"})

    assert "<b>&" in words.text
    assert "<b>" not in words.html
    assert "&lt;b&gt;&amp;" in words.html


def test_a_language_without_words_of_its_own_gets_the_english_ones() -> None:
    templates = Templates(mails.KINDS, base_url=BASE)

    assert templates.render("verify_email", "vi", {"token": TOKEN}) == templates.render(
        "verify_email", "en", {"token": TOKEN}
    )


def test_a_missing_value_is_an_error_and_no_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        Templates(mails.KINDS, base_url=BASE).render("verify_email", "en", {})


def test_a_kind_without_words_is_noticed_at_the_start() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        Templates([MailKind("nobody_wrote_this", mails.__name__)], base_url=BASE)


async def test_the_terminal_shows_the_whole_mail_with_its_link_on_a_line_of_its_own() -> None:
    shown = io.BytesIO()
    words = Templates(mails.KINDS, base_url=BASE).render("reset_password", "en", {"token": TOKEN})

    await TerminalMailer(lambda: shown).send(message(subject=words.subject, text=words.text))

    lines = shown.getvalue().decode().splitlines()
    assert "mail to ada@example.com: Set a new password" in lines
    assert f"https://copy.example.com/app/reset-password?token={TOKEN}" in lines


async def test_outside_of_development_nothing_is_shown_and_the_mail_is_refused(
    capfd: pytest.CaptureFixture[str],
) -> None:
    mailer = open_mailer(MailSettings.model_validate({}), shown=False)

    with pytest.raises(MailRefused, match="No mail server is set"):
        await mailer.send(message(text=TOKEN))

    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize(
    "given",
    [
        {"username": "postman"},
        {"password": "secret"},
        {"host": "mail.example.com", "username": "postman", "password": "secret", "tls": "none"},
        {"from_name": "ContentForge\nBcc: eve@example.com"},
        {"from_address": "no-reply@example.com\r\nBcc: eve@example.com"},
        {"from_address": "nobody"},
        {"from_address": "nobody@"},
        {"from_address": "Ada <ada@example.com>"},
        {"from_address": "ada@example.com, eve@example.com"},
        {"timeout_seconds": 0},
        {"port": 0},
    ],
)
def test_settings_that_cannot_work_or_are_not_safe_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate(given)
