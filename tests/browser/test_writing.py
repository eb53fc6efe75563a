"""A post from its first words to its readers, and what keeps its writer's words from being lost."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from support.dashboard import Gate, found_a_team, go, sign_up
from support.dev_stack import dev_stack


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), {}) as base:
        yield base


def title(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Title", exact=True)


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text", exact=True)


def begin_a_post(page: Page, product: str) -> None:
    """Sign up, and write the first words of a post that is not saved."""
    sign_up(page, product)
    go(page, "Blog")
    page.get_by_role("link", name="New post").first.click()
    title(page).fill("Cách chọn cốc")
    text(page).fill("Men **bền**.")


def public(product: str, slug: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{product}/t/{slug}/blog/api/posts", params={"locale": "en"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_a_post_is_written_in_two_languages_scheduled_and_seen_by_readers(product: str, page: Page) -> None:
    sign_up(page, product)
    found_a_team(page, "Northfield")
    slug = page.evaluate("localStorage.getItem('contentforge.organization')")
    go(page, "Blog")
    page.get_by_role("link", name="New post").first.click()
    title(page).fill("Cách chọn cốc")
    text(page).fill("Men **bền**.")
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("menuitem", name="English").click()
    title(page).fill("How to choose a mug")
    text(page).fill("Enamel is **tough**.")
    expect(page.get_by_role("region", name="Preview").get_by_text("tough")).to_have_css("font-weight", "700")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    page.get_by_label("Goes live at").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("Scheduled", exact=True)).to_be_visible()
    assert public(product, slug) == []

    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published", exact=True)).to_be_visible()
    [post] = public(product, slug)
    assert post["currentTranslation"]["title"] == "How to choose a mug"


def test_a_page_on_its_way_takes_no_words_that_would_be_lost(product: str, page: Page) -> None:
    sign_up(page, product)
    go(page, "Blog")
    code = Gate(page, r"/app/assets/.*\.js")
    settings = Gate(page, r"/api/admin/site")

    page.get_by_role("link", name="New post").first.click()
    expect(page.get_by_role("status", name="Loading")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    code.open()
    settings.open()
    title(page).fill("Cách chọn cốc")

    expect(page.get_by_role("button", name="Save")).to_be_enabled()


def test_words_written_while_a_post_is_being_saved_stay(product: str, page: Page) -> None:
    begin_a_post(page, product)
    answer = Gate(page, r"/api/admin/posts$")

    page.get_by_role("button", name="Save").click()
    text(page).press("Control+End")
    page.keyboard.type(" Và nhẹ.")
    answer.open()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.wait_for_url(re.compile("/blog/posts/"))
    page.keyboard.type(" Và đẹp.")

    expect(text(page)).to_have_text("Men **bền**. Và nhẹ. Và đẹp.")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved yet")).to_be_hidden()
    page.reload()
    expect(text(page)).to_have_text("Men **bền**. Và nhẹ. Và đẹp.")


def test_a_page_with_words_that_are_not_saved_is_left_only_on_purpose(product: str, page: Page) -> None:
    begin_a_post(page, product)
    library = page.get_by_role("navigation", name="Main").get_by_role("link", name="Library", exact=True)
    asked = page.get_by_role("dialog", name="Leave without saving?")

    library.click()
    asked.get_by_role("button", name="Stay here").click()
    expect(asked).to_be_hidden()
    expect(title(page)).to_have_value("Cách chọn cốc")

    page.get_by_role("button", name="Your account and settings").click()
    page.get_by_role("menuitem", name="Sign out").click()
    asked.get_by_role("button", name="Stay here").click()
    expect(title(page)).to_have_value("Cách chọn cốc")

    library.click()
    asked.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Library", level=1)).to_be_visible()


def test_two_people_who_change_one_post_keep_the_words_of_both(
    product: str, page: Page, context: BrowserContext
) -> None:
    begin_a_post(page, product)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/blog/posts/"))
    other = context.new_page()
    other.goto(page.url)
    other.get_by_role("textbox", name="Excerpt").fill("Ngắn gọn.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()

    title(page).fill("Cách chọn cốc tốt")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else has changed this post meanwhile.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Excerpt")).to_have_value("Ngắn gọn.")
    expect(title(page)).to_have_value("Cách chọn cốc tốt")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved yet")).to_be_hidden()

    other.reload()
    expect(title(other)).to_have_value("Cách chọn cốc tốt")
    expect(other.get_by_role("textbox", name="Excerpt")).to_have_value("Ngắn gọn.")


def test_an_order_that_is_not_sent_is_still_there_when_its_writer_comes_back(product: str, page: Page) -> None:
    sign_up(page, product)
    page.get_by_text("Typed facts").click()
    page.get_by_label("Product name").fill("Enamel Mug")

    go(page, "Templates")
    go(page, "Generate")

    expect(page.get_by_label("Product name")).to_have_value("Enamel Mug")
