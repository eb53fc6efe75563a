"""A month that runs out is told to whoever has a page open, as it happens."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from support.dashboard import PASSWORD, go, sign_up
from support.dev_stack import dev_stack

HALF_OF_FREE = 5
OFTEN = {"CONTENTFORGE_BILLING__ALERT_SECONDS": "1"}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), OFTEN) as base:
        yield base


def use_up_half(product: str, email: str) -> None:
    """Generate by another way than the page that is open."""
    with httpx.Client(base_url=f"{product}/api/v1") as http:
        session = http.post("/auth/login", json={"email": email, "password": PASSWORD})
        assert session.status_code == 200, session.text
        http.headers["Authorization"] = f"Bearer {session.json()['access_token']}"
        for number in range(HALF_OF_FREE):
            facts = {"name": f"Mug {number}", "description": "Holds 350 ml."}
            order = {"source_type": "manual", "source_data": facts, "content_types": ["title"]}
            assert http.post("/content/generate", json=order).status_code == 201


def test_half_a_month_used_up_is_told_on_an_open_page_and_in_its_figures(product: str, page: Page) -> None:
    email = sign_up(page, product)
    go(page, "Usage and billing")
    expect(page.get_by_text("0 of 10")).to_be_visible()

    use_up_half(product, email)

    notice = page.get_by_role("alert").filter(has_text="generations are used")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("50 %")
    expect(notice).to_contain_text("5 of 10")
    expect(page.get_by_text("5 of 10", exact=True).first).to_be_visible()
    notice.get_by_role("button", name="Close this notice").click()
    expect(notice).to_be_hidden()
