"""What people do once they have texts: pay, connect programs, work together, and run the whole."""

import re
import shutil
import subprocess
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from support.dashboard import appoint, found_a_team, go, sign_in, sign_up, type_facts
from support.dev_stack import Product


def test_a_plan_is_bought_on_the_hosted_page_and_holds_at_once(
    product: Product, page: Page, look: Callable[[str], None]
) -> None:
    sign_up(page, product.base)
    go(page, "Usage and billing")
    expect(page.get_by_role("img", name="Each day of the span, in UTC")).to_be_visible()
    look("before")
    page.get_by_role("region", name="Pro").get_by_role("button", name="Choose Pro").click()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expiry").fill("12 / 40")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Ada Lovelace")
    page.get_by_role("button", name=re.compile("Subscribe|Pay|Start")).click()

    expect(page.get_by_text("You are on the Pro plan now.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("region", name="Pro")).to_contain_text("Your plan")
    expect(page.get_by_text("0 of 200")).to_be_visible()
    look("after")


def test_the_example_beside_a_new_key_works_as_it_is_pasted(product: Product, page: Page) -> None:
    sign_up(page, product.base)
    go(page, "API keys")
    page.get_by_role("button", name="New key").first.click()
    page.get_by_label("What is it for?").fill("Importer")
    page.get_by_role("button", name="Create", exact=True).click()
    shown = page.get_by_role("dialog").get_by_role("tabpanel", name="curl", exact=True).locator("pre").inner_text()
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("row", name="Importer")).to_contain_text("Active")

    shell = shutil.which("sh")
    assert shell is not None
    done = subprocess.run([shell, "-c", shown], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - the page's own words

    assert '"generations"' in done.stdout, done.stderr
    page.get_by_role("button", name="Revoke: Importer").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("row", name="Importer")).to_contain_text("Revoked")


def test_an_invited_person_joins_in_another_browser(product: Product, page: Page, browser: Browser) -> None:
    sign_up(page, product.base)
    found_a_team(page, "Southfield")
    go(page, "Team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_role("textbox", name="Invitation link").input_value()
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()

    other = browser.new_context(locale="en-GB")
    other.set_default_timeout(20_000)
    try:
        guest = other.new_page()
        email = sign_up(guest, product.base, name="Grace Hopper")
        guest.goto(link)
        expect(guest.get_by_text("You are invited to Southfield as Editor.")).to_be_visible()
        guest.get_by_role("button", name="Accept the invitation").click()
        expect(guest.get_by_role("button", name="Southfield")).to_be_visible()
    finally:
        other.close()

    page.reload()
    row = page.get_by_role("row").filter(has_text=email)
    expect(row).to_be_visible()
    expect(row.get_by_role("combobox", name="Role of Grace Hopper")).to_have_value("Editor")


def test_an_operator_suspends_an_organization_and_its_next_request_fails(
    product: Product, page: Page, browser: Browser
) -> None:
    customer = browser.new_context(locale="en-GB")
    customer.set_default_timeout(20_000)
    try:
        shop = customer.new_page()
        email = sign_up(shop, product.base, name="Mallory")

        operator = sign_up(page, product.base)
        appoint(product.data, operator)
        page.reload()
        go(page, "Operator")
        page.get_by_role("tab", name="Organizations").click()
        page.get_by_label("Search by name or slug").fill(email)
        page.get_by_role("button", name="Actions: Mallory").click()
        page.get_by_role("menuitem", name="Suspend").click()
        page.get_by_role("dialog").get_by_label("Reason").fill("Spam")
        page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
        expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("Suspended")

        type_facts(shop, "Mug", "One")
        shop.get_by_role("button", name="Generate").click()
        expect(shop.get_by_role("alert")).to_contain_text("suspended")
        page.get_by_role("tab", name="Log").click()
        expect(page.get_by_role("row").filter(has_text="Spam")).to_contain_text("Suspend")
    finally:
        customer.close()


def test_a_session_of_another_device_is_ended_from_the_account(product: Product, page: Page, browser: Browser) -> None:
    email = sign_up(page, product.base)
    other = browser.new_context(locale="en-GB")
    other.set_default_timeout(20_000)
    try:
        phone = other.new_page()
        phone.goto(f"{product.base}/app/sign-in")
        sign_in(phone, email)
        expect(phone.get_by_role("heading", name="Generate", level=1)).to_be_visible()

        page.goto(f"{product.base}/app/account")
        page.get_by_role("button", name="End all others").click()
        expect(page.get_by_text("1 session is ended.")).to_be_visible()

        phone.goto(f"{product.base}/app/library")
        expect(phone.get_by_role("heading", name="Welcome back")).to_be_visible()
    finally:
        other.close()
