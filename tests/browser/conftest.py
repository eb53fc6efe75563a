"""A real browser before the whole product, as `make dev` runs it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.chromium import chromium, find_chromium

_KEPT = "CONTENTFORGE_TEST_SCREENSHOTS"
_MISSING = "BROWSER TESTS SKIPPED: no Chromium on this machine. Install it (Debian: apt-get install chromium)."


# Never for longer than a module: its loop would run on beneath the tests that have one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(_MISSING)
    with chromium(path) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a person who has never been here."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture
def look(page: Page, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep pictures of what is passed by, in the folder that the environment names, if it names one."""
    folder = os.environ.get(_KEPT)

    def take(name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{request.node.name}-{name}.png", full_page=True)

    return take
