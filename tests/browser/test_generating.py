"""From nothing to finished texts, on the dashboard as `make dev` serves it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, Response, WebSocketRoute, expect

from support.dashboard import choose_file, serious_problems, sign_in, sign_up, type_facts
from support.dev_stack import dev_stack

# Without billing, several products at once are everybody's.
PLAN = {"CONTENTFORGE_BILLING__MODE": "off", "CONTENTFORGE_BILLING__DEFAULT_PLAN": "pro"}
LIGHT = 250_000
PAGES = (
    *("generate", "library", "images", "templates", "blog", "blog/new", "blog/categories", "blog/media"),
    *("billing", "keys", "team", "account"),
)
TYPES = ("Title", "Description", "Meta description", "Keywords", "Bullet points")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), PLAN) as base:
        yield base


def cut(socket: WebSocketRoute) -> None:
    """Let no live connection come about."""
    socket.close()


def test_a_stranger_signs_up_and_reads_the_first_texts(product: str, page: Page, look: Callable[[str], None]) -> None:
    page.goto(f"{product}/app/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert serious_problems(page) == []

    sign_up(page, product)
    expect(page.get_by_text("Nothing generated yet")).to_be_visible()
    assert serious_problems(page) == []
    type_facts(page, "Enamel Mug", "Holds 350 ml\nDishwasher-safe")
    page.get_by_role("button", name="Generate").click()

    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    for name in TYPES:
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Title", exact=True)).to_contain_text("Enamel Mug")
    assert serious_problems(page) == []
    look("texts")


def test_a_text_is_edited_compared_with_the_one_before_and_restored(product: str, page: Page) -> None:
    sign_up(page, product)
    type_facts(page, "Enamel Mug", "Holds 350 ml")
    page.get_by_role("button", name="Generate").click()
    title = page.get_by_role("region", name="Title", exact=True)

    title.get_by_role("button", name="Edit: Title").click()
    title.get_by_label("Text").fill("A mug for every morning")
    title.get_by_role("button", name="Save").click()
    expect(title).to_contain_text("Version 2")
    expect(title).to_contain_text("A mug for every morning")

    title.get_by_role("button", name="Versions: Title").click()
    versions = page.get_by_role("dialog")
    expect(versions.locator("ins").first).to_be_visible()
    expect(versions.locator("del").first).to_be_visible()
    versions.get_by_role("button", name="Restore the generated text").click()
    expect(versions.get_by_text("Version 3")).to_be_visible()
    versions.get_by_role("button", name="Close").click()
    expect(title).not_to_contain_text("A mug for every morning")


def test_a_reload_keeps_the_session_and_no_script_can_read_what_keeps_it(
    product: str, page: Page, context: BrowserContext
) -> None:
    sign_up(page, product)

    page.reload()

    expect(page.get_by_role("heading", name="Generate", level=1)).to_be_visible()
    [kept] = context.cookies(f"{product}/api/v1/auth/refresh")
    assert kept["httpOnly"]
    assert kept["sameSite"] == "Strict"
    readable = page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})")
    assert kept["value"] not in readable
    assert "eyJ" not in readable  # how every access token begins


def test_signing_out_leads_to_the_door_and_signing_in_back_to_the_same_place(product: str, page: Page) -> None:
    email = sign_up(page, product)
    page.get_by_role("button", name="Your account and settings").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    page.goto(f"{product}/app/library")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    sign_in(page, email)

    expect(page.get_by_role("heading", name="Library", level=1)).to_be_visible()


def test_a_bad_row_of_a_csv_is_shown_and_left_out(product: str, page: Page, tmp_path: Path) -> None:
    rows = 'name,price,features\nEnamel Mug,12 EUR,Holds 350 ml\n,9 EUR,Nameless\n"Walnut, oiled",49 EUR,Solid wood\n'
    (tmp_path / "products.csv").write_text(rows, encoding="utf-8")
    sign_up(page, product)

    choose_file(page, tmp_path / "products.csv")
    bad = page.get_by_role("row").filter(has_text="The name is missing.")
    expect(bad).to_have_count(1)
    expect(bad).to_contain_text("3")
    expect(page.get_by_text("2 rows are ready, 1 cannot be used")).to_be_visible()
    page.get_by_role("button", name="Generate for 2 products").click()

    expect(page.get_by_role("heading", name="2 products")).to_be_visible()
    expect(page.get_by_text("2 of 2 done")).to_be_visible()
    expect(page.get_by_role("link", name="Walnut, oiled")).to_be_visible()
    expect(page.get_by_text("Done", exact=True)).to_have_count(2)


def test_texts_arrive_though_the_live_connection_is_cut(product: str, page: Page) -> None:
    page.route_web_socket(re.compile("/socket.io/"), cut)
    page.route(re.compile("/socket.io/"), lambda route: route.abort())
    sign_up(page, product)

    type_facts(page, "Enamel Mug", "Holds 350 ml")
    page.get_by_role("button", name="Generate").click()

    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Title", exact=True)).to_contain_text("Enamel Mug")


def test_what_is_loaded_first_stays_light(product: str, page: Page) -> None:
    loaded: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.url.endswith((".js", ".css")):
            loaded[response.url] = int(response.headers["content-length"])

    page.set_extra_http_headers({"Accept-Encoding": "gzip"})
    page.on("response", weigh)
    page.goto(f"{product}/app/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert 0 < sum(loaded.values()) < LIGHT, loaded


@pytest.mark.parametrize(("width", "scheme"), [(380, "dark"), (1280, "light")])
def test_no_page_is_wider_than_its_window(
    product: str, page: Page, width: int, scheme: Literal["dark", "light"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{product}/app/sign-in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert serious_problems(page) == []
    sign_up(page, product)

    for place in PAGES:
        page.goto(f"{product}/app/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert serious_problems(page) == [], place
