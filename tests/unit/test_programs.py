"""A check that cannot be made never looks like one that was."""

import pytest

from support.debian import missing


def test_in_ci_what_cannot_be_checked_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="NOT CHECKED: no promtool"):
        missing("promtool", "prometheus")


def test_elsewhere_it_is_skipped_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="apt install prometheus"):
        missing("promtool", "prometheus")
