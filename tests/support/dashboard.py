"""The dashboard as a person uses it: what is said on it, in English, and a few ways that every test goes."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from playwright.sync_api import Locator, Page, Route, expect

from support.repository import ROOT

PASSWORD: Final = "correct horse battery"
_AXE: Final = ROOT / "admin" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_SERIOUS: Final = {"serious", "critical"}
_STICKING_OUT: Final = """shown => {
  const edge = shown.getBoundingClientRect();
  const scrolls = one => one !== shown && getComputedStyle(one).overflowX !== "visible";
  const inside = one => { do one = one.parentElement; while (one !== shown && !scrolls(one)); return one !== shown };
  const cut = one => one.matches("button, button *") && one.scrollWidth > one.clientWidth + 1 && scrolls(one);
  const out = one => one.getBoundingClientRect().right > edge.right + 1 && !inside(one);
  const told = one => one.outerHTML.slice(0, 120);
  const wide = edge.left < -1 || edge.right > innerWidth + 1 || shown.scrollWidth > shown.clientWidth + 1;
  const within = [...shown.querySelectorAll("*")].filter(one => out(one) || cut(one));
  return [...(wide ? [shown] : []), ...within].map(told);
}"""


def sign_up(page: Page, product: str, *, name: str = "Ada Lovelace") -> str:
    """Make an account on the page for that; its e-mail address."""
    email = f"{uuid4().hex[:12]}@example.com"
    page.goto(f"{product}/app/sign-up")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Generate", level=1)).to_be_visible()
    return email


def sign_in(page: Page, email: str) -> None:
    """Sign in, on the page for that."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def type_facts(page: Page, name: str, features: str) -> None:
    """Fill in the form of typed facts."""
    page.get_by_text("Typed facts").click()
    page.get_by_label("Product name").fill(name)
    page.get_by_label("Features").fill(features)


def choose_file(page: Page, path: Path) -> None:
    """Give a CSV file to the place where files are dropped."""
    page.get_by_text("CSV file", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)


def serious_problems(page: Page, within: str = "html") -> list[str]:
    """What axe finds on the page, or in a part of it, that keeps people out: each rule with where it is broken."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", within)
    return [
        f"{problem['id']}: {node['html'][:120]}"
        for problem in found["violations"]
        if problem["impact"] in _SERIOUS
        for node in problem["nodes"]
    ]


def sticking_out(shown: Locator) -> list[str]:
    """What reaches beyond the right edge of a dialog or has the words of a button cut off; each element's beginning.

    What scrolls within it on purpose, as tables and code do, is no fault.
    """
    found: list[str] = shown.evaluate(_STICKING_OUT)
    return found


def appoint(data: Path, email: str) -> None:
    """Make an operator of the installation whose data lie there, by hand as its owner does."""
    command = [sys.executable, "-m", "contentforge_app", "create-admin", email, "--operator"]
    environment = {"CONTENTFORGE_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stderr


def go(page: Page, name: str) -> None:
    """Go to a page by the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def found_a_team(page: Page, name: str) -> None:
    """Make an organization and work in it."""
    page.get_by_role("button", name="Organization").click()
    page.get_by_role("menuitem", name="New organization").click()
    page.get_by_label("Name of the organization").fill(name)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()


class Gate:
    """Holds back what a page asks for, as a slow way to the server does, until it is opened."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._held: list[Route] = []
        self._open = False
        page.route(re.compile(pattern), self._take)

    def _take(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._held.append(route)

    def open(self) -> None:
        self._open = True
        for route in self._held:
            route.continue_()
