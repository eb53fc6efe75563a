"""Every dialog as somebody sees it on a telephone at night: whole, readable, and within the window."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect

from support.dashboard import PASSWORD, appoint, found_a_team, serious_problems, sign_up, sticking_out
from support.dev_stack import Product
from support.second_factor import Authenticator

DESK: Final[ViewportSize] = {"width": 1280, "height": 800}
TELEPHONE: Final[ViewportSize] = {"width": 380, "height": 800}
LONG: Final = "An organization with quite a long name, as partners of theirs have"
_AT_REST: Final = """() => document.getAnimations().every(
  ({playState, effect}) => playState !== "running" || effect.getTiming().iterations === Infinity
)"""


class Telephone:
    """A narrow window in dark, with an eye on each dialog that opens in it."""

    def __init__(self, page: Page, base: str, look: Callable[[str], None]) -> None:
        self.page = page
        self.email = ""
        self._base = base
        self._look = look
        page.emulate_media(color_scheme="dark")

    def arrive(self, organization: str = "") -> None:
        """Sign up where the navigation is in sight, and found an organization if one is named."""
        self.page.set_viewport_size(DESK)
        self.email = sign_up(self.page, self._base)
        if organization:
            found_a_team(self.page, organization)
        self.page.set_viewport_size(TELEPHONE)

    def open(self, place: str) -> None:
        self.page.goto(f"{self._base}/app/{place}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def see(self, title: str) -> Locator:
        """Have the dialog of that title in order; the dialog."""
        shown = self.page.get_by_role("dialog", name=title)
        expect(shown).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function(_AT_REST)
        self._look(title)
        assert sticking_out(shown) == [], title
        assert self.page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], title
        self._is_readable(title)
        return shown

    def _is_readable(self, title: str) -> None:
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            self.page.wait_for_function(_AT_REST)
            assert serious_problems(self.page, "[role=dialog]") == [], f"{title}, {scheme}"

    def shut(self, shown: Locator) -> None:
        shown.get_by_role("button", name="Close").first.click()
        expect(shown).to_be_hidden()

    def pass_by(self, button: str, title: str) -> None:
        """Press, see the dialog, and shut it."""
        self.press(button)
        self.shut(self.see(title))


@pytest.fixture
def telephone(product: Product, page: Page, look: Callable[[str], None]) -> Telephone:
    return Telephone(page, product.base, look)


def test_those_of_the_account(telephone: Telephone) -> None:
    telephone.arrive()
    telephone.open("account")

    telephone.pass_by("Change the address", "Change the address")
    telephone.pass_by("Delete my account", "Delete the account")
    telephone.press("Turn on")
    factor = telephone.see("Second factor")
    factor.get_by_label("Current password").fill(PASSWORD)
    factor.get_by_role("button", name="Turn on").click()
    expect(factor.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    scanned = telephone.see("Second factor")
    scanned.get_by_label("Code").fill(Authenticator(scanned.locator("code").inner_text()).code())
    scanned.get_by_role("button", name="Confirm").click()
    telephone.see("Your recovery codes").get_by_role("button", name="I have kept them").click()
    telephone.pass_by("New recovery codes", "New recovery codes")
    telephone.pass_by("Turn off", "Turn off")


def test_those_of_api_keys(telephone: Telephone) -> None:
    telephone.arrive()
    telephone.open("keys")

    telephone.press("New key")
    key = telephone.see("New key")
    key.get_by_label("What is it for?").fill("Importer")
    key.get_by_role("button", name="Create", exact=True).click()
    made = telephone.see("Your new key")
    made.get_by_role("button", name="I have kept it").click()
    telephone.pass_by("Revoke: Importer", "Revoke “Importer”?")


def test_those_of_a_team(telephone: Telephone, product: Product) -> None:
    telephone.arrive(LONG)
    page = telephone.page
    telephone.open("team")

    telephone.press("Invite")
    telephone.see("Invite somebody").get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("textbox", name="Invitation link")).to_be_visible()
    link = telephone.see("Invite somebody").get_by_role("textbox", name="Invitation link").input_value()
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    heir = join(product, link)
    page.reload()
    telephone.pass_by(f"Remove: {heir}", f"Remove {heir}?")
    page.get_by_role("tab", name="Data and ownership").click()
    telephone.press("Hand it on")
    handed = telephone.see("Hand the organization on")
    handed.get_by_role("combobox", name="New owner").click()
    page.get_by_role("option", name=heir).click()
    telephone.shut(telephone.see("Hand the organization on"))
    telephone.pass_by("Delete the organization", "Delete the organization")


def join(product: Product, link: str) -> str:
    """Have somebody take up an invitation; the name."""
    name = "Grace Brewster Murray Hopper"
    account = {"email": "grace.brewster.murray.hopper@example.com", "password": PASSWORD, "name": name}
    with httpx.Client(base_url=f"{product.base}/api/v1") as http:
        registered = http.post("/auth/register", json=account)
        assert registered.status_code == 201, registered.text
        access = {"Authorization": f"Bearer {registered.json()['access_token']}"}
        joined = http.post("/invitations/accept", json={"token": link.split("token=")[1]}, headers=access)
        assert joined.status_code == 200, joined.text
    return name


def test_those_of_a_post(telephone: Telephone) -> None:
    telephone.arrive()
    page = telephone.page
    telephone.open("blog/new")
    page.get_by_role("textbox", name="Title", exact=True).fill("How to choose a mug")
    page.get_by_role("textbox", name="Text", exact=True).fill("Enamel is **tough**. " * 20)
    telephone.press("Save")
    expect(page.get_by_label("Goes live at")).to_be_visible()

    assert sticking_out(page.get_by_role("region", name="Publishing")) == []
    telephone.pass_by("Revisions", "Revisions: ")
    telephone.pass_by("Delete the post", "Delete this post?")
    telephone.pass_by("Insert a picture", "Choose a picture")
    page.get_by_role("textbox", name="Title", exact=True).fill("How to choose a good mug")
    page.get_by_role("link", name="All posts").click()
    telephone.see("Leave without saving?").get_by_role("button", name="Stay here").click()


def test_those_of_the_media_library_and_of_categories(telephone: Telephone) -> None:
    telephone.arrive()
    page = telephone.page
    picture = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "PNG")
    name = "enamel-mug-from-the-left-side-on-a-walnut-table-2026-11.png"
    telephone.open("blog/media")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": picture.getvalue()}
    )

    telephone.press(f"Details of {name}")
    details = telephone.see(name)
    details.get_by_role("button", name="Delete").click()
    telephone.see("Delete this file?").get_by_role("button", name="Cancel").click()
    telephone.open("blog/categories")
    telephone.pass_by("New category", "New category")


def test_those_of_templates_and_of_a_new_organization(telephone: Telephone) -> None:
    telephone.arrive()
    page = telephone.page
    telephone.open("templates")
    telephone.pass_by("New template", "New template")
    page.get_by_role("button", name="Open the menu").click()
    page.get_by_role("button", name="Organization").click()
    page.get_by_role("menuitem", name="New organization").click()
    telephone.shut(telephone.see("New organization"))


@pytest.mark.parametrize(("deed", "title"), [("Suspend", "Suspend: "), ("Override the plan", "Override the plan: ")])
def test_those_of_an_operator(telephone: Telephone, product: Product, deed: str, title: str) -> None:
    telephone.arrive(LONG)
    page = telephone.page
    appoint(product.data, telephone.email)
    telephone.open("operator?tab=organizations")
    page.get_by_label("Search by name or slug").fill(telephone.email)

    telephone.press(f"Actions: {LONG}")
    page.get_by_role("menuitem", name=deed).click()
    telephone.shut(telephone.see(title + LONG))
