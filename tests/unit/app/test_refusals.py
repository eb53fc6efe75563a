"""Each refusal has a name that programs can read, and the dashboard has words for it in both of its languages."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Final

import pytest

from contentforge_app.apis.blog.envelope import ENVELOPE
from contentforge_platform.errors import (
    BadRequest,
    BusinessError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
)
from contentforge_platform.http.envelope import CONTENTFORGE, ERROR_CODE, Envelope
from contentforge_platform.http.problems import from_business
from support.repository import ROOT

PACKAGES: Final = ("app", "platform", "billing", "tenants", "blog", "content")
NOT_TO_IMPORT: Final = re.compile(r"\.__main__$|\.migrations\.")  # programs of their own
SERVER_ERROR: Final = 500
# Raised with sentences of many kinds under one name: the dashboard shows the server's own.
UNNAMED: Final = frozenset(kind.code for kind in (BadRequest, Forbidden, NotFound, Conflict, Invalid))
# Nobody meets them on the dashboard, each for the reason that its line begins with.
ELSEWHERE: Final = frozenset({
    # Other systems' APIs, which have words of their own for them.
    *("not_theirs", "user_gone", "not_finished", "nothing_to_save"),
    # What readers of a blog and fetchers of files ask for.
    *("unknown_feed", "unknown_site", "preview_not_found", "object_missing", "bad_file_address"),
    # What Stripe sends.
    *("bad_signature", "not_an_event"),
    # Programs with API keys, and partners' programs that make accounts.
    *("api_key_not_allowed", "scope_missing"),
    *("plan_above_own", "no_grandchildren", "provisioning_limit_reached"),
})  # fmt: skip


def below(kind: type[BusinessError]) -> Iterator[type[BusinessError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def refusals() -> list[type[BusinessError]]:
    """Every kind of refusal in the product's code."""
    for name in PACKAGES:
        package = importlib.import_module(f"contentforge_{name}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not NOT_TO_IMPORT.search(module.name):
                importlib.import_module(module.name)
    return [kind for kind in set(below(BusinessError)) if kind.__module__.startswith("contentforge_")]


def worded(language: str) -> set[str]:
    """The codes for which the dashboard has words in a language."""
    path = ROOT / "admin" / "web" / "src" / "i18n" / language / "refusals.ts"
    return set(re.findall(r"^  (\w+):", path.read_text(encoding="utf-8"), re.MULTILINE))


def raised(kind: type[BusinessError]) -> BusinessError:
    """One of a kind, whatever its own facts are."""
    error = kind.__new__(kind)
    facts: dict[str, object] = {"message": "No.", "data": {}, "loc": ("body",), "retry_after": 1}
    for name, value in facts.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize("envelope", [CONTENTFORGE, ENVELOPE], ids=["native", "blog"])
def test_each_refusal_names_its_reason_in_a_header(envelope: Envelope) -> None:
    named = {kind: envelope.render(from_business(raised(kind))).headers.get(ERROR_CODE) for kind in refusals()}

    assert {kind: name for kind, name in named.items() if kind.code not in (name, Invalid.code)} == {}


def test_each_refusal_has_words_in_vietnamese() -> None:
    """In English the server's own sentence is shown where there are none."""
    unworded = {kind.code for kind in refusals()} - worded("vi") - UNNAMED - ELSEWHERE

    assert sorted(unworded) == []


def test_what_is_no_fault_of_the_callers_has_words_in_english() -> None:
    """The server's own sentence on a failure of its own is not shown: it may tell of its insides."""
    failures = {kind.code for kind in refusals() if kind.status >= SERVER_ERROR}

    assert sorted(failures - worded("en")) == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_words_are_kept_for_a_refusal_that_is_gone(language: str) -> None:
    known = {kind.code for kind in refusals()}

    assert sorted(worded(language) - known) == []
    assert sorted((UNNAMED | ELSEWHERE) - known) == []
    assert sorted(worded("en") - worded("vi")) == []
