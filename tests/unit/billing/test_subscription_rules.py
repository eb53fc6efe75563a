"""What a subscription gives, rule by rule, and what several give together."""

from datetime import UTC, datetime, timedelta

import pytest

from contentforge_billing.standing import Standing
from contentforge_billing.subscriptions.rules import RULES, Access, Facts, Moment, access, standing

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MOMENT = Moment(NOW, timedelta(days=7))
DAY = timedelta(days=1)


def facts(status: str, *, plan: str | None = "pro", age: int = 30, overdue: timedelta | None = None) -> Facts:
    return Facts(status, plan, NOW - age * DAY, None if overdue is None else NOW - overdue)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (facts("active"), Access.FULL),
        (facts("trialing"), Access.FULL),
        (facts("canceled"), Access.NONE),
        (facts("incomplete_expired"), Access.NONE),
        (facts("incomplete"), Access.NONE),
        (facts("paused"), Access.NONE),
        (facts("a state of next year's"), Access.NONE),
        (facts("active", plan=None), Access.NONE),
        (facts("past_due", overdue=timedelta(0)), Access.GRACE),
        (facts("past_due", overdue=7 * DAY - timedelta(seconds=1)), Access.GRACE),
        (facts("past_due", overdue=7 * DAY), Access.READ_ONLY),
        (facts("unpaid", overdue=8 * DAY), Access.READ_ONLY),
        (facts("canceled", overdue=8 * DAY), Access.NONE),
    ],
)
def test_each_state_gives_what_its_rule_says(given: Facts, expected: Access) -> None:
    assert access(given, MOMENT) is expected


def test_the_last_rule_fits_everything() -> None:
    assert RULES[-1].fits(facts("anything"), MOMENT)
    assert RULES[-1].access is Access.NONE


def test_the_oldest_that_gives_anything_decides() -> None:
    old, new = facts("active", age=90), facts("active", plan="enterprise", age=1)
    ended = facts("canceled", plan="enterprise", age=300)

    assert standing([new, old, ended], MOMENT, default="free") == Standing("pro")
    assert standing([ended, new], MOMENT, default="free") == Standing("enterprise")
    assert standing([ended], MOMENT, default="free") == Standing("free")
    assert standing([], MOMENT, default="free") == Standing("free")


def test_beyond_grace_the_plan_rests() -> None:
    assert standing([facts("past_due", overdue=9 * DAY)], MOMENT, default="free") == Standing("pro", paused=True)


@pytest.mark.parametrize("given", [Standing("pro"), Standing("pro", paused=True), Standing("free")])
def test_a_standing_is_read_as_it_was_recorded(given: Standing) -> None:
    assert Standing.read(given.word) == given
