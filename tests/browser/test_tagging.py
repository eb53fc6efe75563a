"""Tags in the library: set for several jobs at once, filtered by, and edited on a job's own page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from support.dashboard import go, serious_problems, sign_up, type_facts
from support.dev_stack import dev_stack

PLAN = {"CONTENTFORGE_BILLING__MODE": "off", "CONTENTFORGE_BILLING__DEFAULT_PLAN": "pro"}
NARROW, TALL = 380, 800


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), PLAN) as base:
        yield base


def order(page: Page, *names: str) -> None:
    """Have texts made for each of these products."""
    for name in names:
        go(page, "Generate")
        type_facts(page, name, "Holds 350 ml")
        page.get_by_role("button", name="Generate").click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(page.get_by_text("Done", exact=True)).to_be_visible()


def type_tags(field: Locator, *tags: str) -> None:
    for tag in tags:
        field.fill(tag)
        field.press("Enter")


def shown(page: Page) -> Locator:
    """The names of the jobs that are listed."""
    return page.get_by_role("main").get_by_role("link")


def test_jobs_are_tagged_together_found_by_the_tag_and_tagged_anew(
    product: str, page: Page, look: Callable[[str], None]
) -> None:
    sign_up(page, product)
    order(page, "Enamel Mug", "Walnut Board", "Copper Kettle")
    go(page, "Library")
    expect(shown(page)).to_have_text(["Copper Kettle", "Walnut Board", "Enamel Mug"])

    for name in ("Enamel Mug", "Copper Kettle"):
        page.get_by_role("checkbox", name=f"Select {name}").check()
    page.get_by_role("button", name="Tag…").click()
    dialog = page.get_by_role("dialog", name="Tag these 2 jobs")
    type_tags(dialog.get_by_label("Add"), "Spring sale")
    dialog.get_by_label("Add").fill("checked")  # what is still being typed counts, too
    assert serious_problems(page) == []
    look("dialog")
    dialog.get_by_role("button", name="Change the tags").click()
    expect(page.get_by_text("2 jobs have other tags now.")).to_be_visible()
    expect(page.get_by_role("list", name="Tags")).to_have_text(["Spring salechecked"] * 2)
    look("tagged")

    page.get_by_role("combobox", name="Tag").fill("spring")
    page.get_by_role("option", name="Spring sale").click()
    expect(shown(page)).to_have_text(["Copper Kettle", "Enamel Mug"])
    assert serious_problems(page) == []
    page.set_viewport_size({"width": NARROW, "height": TALL})
    expect(page.locator("html")).to_have_js_property("scrollWidth", NARROW)
    look("found")

    page.get_by_role("link", name="Enamel Mug").click()
    tags = page.get_by_role("region", name="Tags")
    tags.get_by_role("button", name="Edit the tags").click()
    tags.get_by_label("Tags", exact=True).press("Backspace")
    type_tags(tags.get_by_label("Tags", exact=True), "Kitchen")
    tags.get_by_role("button", name="Save").click()
    expect(tags.get_by_role("listitem")).to_have_text(["Spring sale", "Kitchen"])
    page.reload()
    expect(tags.get_by_role("listitem")).to_have_text(["Spring sale", "Kitchen"])
    assert serious_problems(page) == []
    look("job")


def test_a_tag_that_no_job_has_any_more_can_be_let_go_of(product: str, page: Page) -> None:
    sign_up(page, product)
    order(page, "Enamel Mug", "Walnut Board")
    go(page, "Library")
    page.get_by_role("checkbox", name="Select Enamel Mug").check()
    page.get_by_role("button", name="Tag…").click()
    type_tags(page.get_by_role("dialog").get_by_label("Add"), "draft")
    page.get_by_role("dialog").get_by_role("button", name="Change the tags").click()
    page.get_by_role("combobox", name="Tag").click()
    page.get_by_role("option", name="draft").click()
    expect(shown(page)).to_have_text(["Enamel Mug"])

    page.get_by_role("checkbox", name="Select Enamel Mug").check()
    page.get_by_role("button", name="Tag…").click()
    page.get_by_role("dialog").get_by_label("Take away").click()
    page.get_by_role("option", name="draft").click()
    page.get_by_role("heading", name="Tag this job").click()  # what is picked from lies above the buttons
    page.get_by_role("dialog").get_by_role("button", name="Change the tags").click()

    expect(page.get_by_text("Nothing fits")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(shown(page)).to_have_text(["Walnut Board", "Enamel Mug"])
