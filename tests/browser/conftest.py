"""A real browser before the whole product, as `make dev` runs it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.chromium import chromium, find_chromium
from support.debian import missing
from support.dev_stack import Product, dev_stack

_KEPT = "CONTENTFORGE_TEST_SCREENSHOTS"


# Everything of the product shares this machine with the browser.
_PATIENCE_MS = 20_000
expect.set_options(timeout=_PATIENCE_MS)


# Never for longer than a module: its loop would run on beneath the tests that have one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        path = missing("chromium", "chromium")
    with chromium(path) as started:
        yield started


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product that the tests of a module share."""
    folder = tmp_path_factory.mktemp("dev")
    with dev_stack(folder, {}) as base:
        yield Product(base, folder / "data")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of a person who has never been here."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(_PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that browser."""
    return context.new_page()


@pytest.fixture
def look(page: Page, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep pictures of what is passed by, in the folder that the environment names, if it names one."""
    folder = os.environ.get(_KEPT)

    def take(name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{request.node.name}-{name}.png", full_page=True)

    return take
