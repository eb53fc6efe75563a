"""What people own: take it along, hand it on, have it deleted, and think better of it."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from support.dashboard import PASSWORD, found_a_team, go, sign_in, sign_up, type_facts
from support.dev_stack import dev_stack


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), {}) as base:
        yield base


def prove(page: Page, action: str) -> None:
    """Give the password in the dialog that asks for it."""
    page.get_by_role("dialog").get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name=action).click()


def test_everything_is_taken_along_as_an_archive(product: str, page: Page, tmp_path: Path) -> None:
    sign_up(page, product)
    type_facts(page, "Enamel Mug", "Holds 350 ml")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    go(page, "Team")
    page.get_by_role("tab", name="Data and ownership").click()

    page.get_by_role("button", name="Make an archive").click()
    archive = page.get_by_role("link", name="Download")
    expect(archive).to_be_visible()
    with page.expect_download() as fetched:
        archive.click()
    fetched.value.save_as(tmp_path / "all.zip")

    with zipfile.ZipFile(tmp_path / "all.zip") as opened:
        assert opened.testzip() is None
        texts = [opened.read(name).decode() for name in opened.namelist() if "content" in name or "text" in name]
    assert any("Enamel Mug" in text for text in texts)


def test_texts_of_a_job_come_as_a_file(product: str, page: Page, tmp_path: Path) -> None:
    sign_up(page, product)
    type_facts(page, "Enamel Mug", "Holds 350 ml")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible()

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as fetched:
        page.get_by_role("menuitem", name="JSON").click()
    fetched.value.save_as(tmp_path / "texts.json")

    told = json.loads((tmp_path / "texts.json").read_text(encoding="utf-8"))
    assert told["name"] == "Enamel Mug"
    assert set(told["texts"]) == {"title", "description", "meta_description", "keywords", "bullet_points"}


def test_an_organization_that_is_to_be_deleted_says_so_until_it_is_kept(product: str, page: Page) -> None:
    sign_up(page, product)
    found_a_team(page, "Northfield")
    go(page, "Team")
    page.get_by_role("tab", name="Data and ownership").click()
    page.get_by_role("button", name="Delete the organization").click()
    prove(page, "Delete the organization")

    told = page.get_by_text("The organization will be deleted on")
    expect(told).to_be_visible()
    page.reload()
    expect(told).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(told).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Team", level=1)).to_be_visible()
    page.get_by_role("tab", name="Data and ownership").click()
    expect(page.get_by_role("button", name="Delete the organization")).to_be_visible()


def test_an_account_that_is_to_be_deleted_says_so_until_it_is_kept(product: str, page: Page) -> None:
    sign_up(page, product)
    page.goto(f"{product}/app/account")
    page.get_by_role("button", name="Delete my account").click()
    prove(page, "Delete my account")

    told = page.get_by_role("region", name="Delete the account").get_by_text("Your account will be deleted on")
    expect(told).to_be_visible()
    page.reload()
    expect(told).to_be_visible()
    page.get_by_role("button", name="Keep my account").click()
    expect(told).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Delete my account")).to_be_visible()


def test_an_organization_is_handed_on(product: str, page: Page, browser: Browser) -> None:
    sign_up(page, product)
    found_a_team(page, "Southfield")
    go(page, "Team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_role("textbox", name="Invitation link").input_value()
    other = browser.new_context(locale="en-GB")
    other.set_default_timeout(20_000)
    try:
        heir = other.new_page()
        email = sign_up(heir, product, name="Grace Hopper")
        heir.goto(link)
        heir.get_by_role("button", name="Accept the invitation").click()
        expect(heir.get_by_role("button", name="Southfield")).to_be_visible()

        page.reload()
        page.get_by_role("tab", name="Data and ownership").click()
        page.get_by_role("button", name="Hand it on").click()
        page.get_by_role("dialog").get_by_role("combobox", name="New owner").click()
        page.get_by_role("option", name=email).click()
        prove(page, "Hand it on")

        expect(page.get_by_text("The organization has a new owner.")).to_be_visible()
        expect(page.get_by_role("tab", name="Data and ownership")).to_be_hidden()
        row = page.get_by_role("row").filter(has_text=email)
        expect(row).to_contain_text("Owner")
    finally:
        other.close()


def test_nothing_fails_on_the_way_in_for_somebody_who_is_no_operator(
    product: str, page: Page, look: Callable[[str], None]
) -> None:
    failed: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            failed.append(f"{response.status} {response.url}")

    email = sign_up(page, product)
    page.get_by_role("button", name="Your account and settings").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.on("response", note)
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Generate", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert failed == []
    look("first")
