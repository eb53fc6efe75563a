"""From the Free plan's limit to a paid plan and back, as somebody without an account anywhere goes that way."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from support.dev_stack import dev_stack

FREE_GENERATIONS: Final = 10
GOOD_CARD: Final = "4242 4242 4242 4242"
DECLINED_CARD: Final = "4000 0000 0000 0002"
FACTS: Final = {
    "source_type": "manual",
    "source_data": {"name": "Kettle", "description": "Boils a litre in two minutes."},
    "content_types": ["title"],
}


class Customer:
    """Somebody who uses the native API with one access token from beginning to end."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        account = {"email": f"{uuid4().hex[:12]}@example.com", "password": "correct horse battery"}
        registered = self.http.post("/auth/register", json=account)
        assert registered.status_code == 201, registered.text
        self.email = account["email"]
        self.http.headers["Authorization"] = f"Bearer {registered.json()['access_token']}"

    def generate(self) -> httpx.Response:
        return self.http.post("/content/generate", json=FACTS)

    def use_up_the_free_plan(self) -> None:
        for _ in range(FREE_GENERATIONS):
            assert self.generate().status_code == 201
        refused = self.generate()
        assert refused.status_code == 403
        assert "limit" in refused.json()["detail"]

    def get(self, path: str) -> Any:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: object) -> Any:
        answer = self.http.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def eventually(self, plan: str) -> None:
        """Wait until the plan holds; Stripe's webhook tells of it after the payment."""
        deadline = time.monotonic() + 20
        while (known := self.get("/auth/me")["plan"]) != plan:
            assert time.monotonic() < deadline, f"the plan is still {known}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dev_stack(tmp_path_factory.mktemp("dev"), {}) as base:
        yield base


@pytest.fixture
def customer(product: str) -> Iterator[Customer]:
    with httpx.Client(base_url=f"{product}/api/v1", timeout=30) as http:
        yield Customer(http)


def fill_card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry").fill("12 / 40")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Ada Lovelace")


def test_the_free_limit_is_lifted_by_paying_and_comes_back_after_cancelling(
    product: str, customer: Customer, page: Page, look: Callable[[str], None]
) -> None:
    customer.use_up_the_free_plan()

    page.goto(customer.post("/billing/checkout", plan="pro")["checkout_url"])
    expect(page.get_by_text("sandbox").first).to_be_visible()
    expect(page.get_by_text("$19.00").first).to_be_visible()
    look("checkout")
    fill_card(page, GOOD_CARD)
    page.get_by_role("button", name=re.compile("Subscribe|Pay|Start")).click()
    page.wait_for_url(f"{product}/app/billing**")

    customer.eventually("pro")
    assert customer.generate().status_code == 201
    assert customer.get("/billing/overview")["usage"]["generations_limit"] == 200

    page.goto(customer.post("/billing/portal")["portal_url"])
    stripe = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    look("portal")
    page.get_by_text("Cancel the subscription").first.click()
    page.get_by_role("button", name="Cancel the subscription").click()
    expect(page.get_by_text("Ends on")).to_be_visible()
    look("cancelled")
    assert customer.get("/auth/me")["plan"] == "pro"

    page.goto(f"{stripe}/_sandbox/")
    row = page.get_by_role("row").filter(has_text=customer.email)
    row.get_by_role("button", name="31 days").click()
    look("console")

    customer.eventually("free")
    assert customer.get("/billing/current") is None
    refused = customer.generate()
    assert refused.status_code == 403
    assert "limit" in refused.json()["detail"]


def test_a_declined_card_changes_nothing_and_another_one_may_follow(
    product: str, customer: Customer, page: Page
) -> None:
    page.goto(customer.post("/billing/checkout", plan="pro")["checkout_url"])
    fill_card(page, DECLINED_CARD)
    page.get_by_role("button", name=re.compile("Subscribe|Pay|Start")).click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    assert customer.get("/auth/me")["plan"] == "free"
    assert customer.get("/billing/current") is None

    fill_card(page, GOOD_CARD)
    page.get_by_role("button", name=re.compile("Subscribe|Pay|Start")).click()
    page.wait_for_url(f"{product}/app/billing**")
    customer.eventually("pro")
