"""What a subscription gives: an ordered list of small rules, of which the first that fits decides.

The component's README shows the same list as a table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from contentforge_billing.standing import Standing

ENDED: Final = frozenset({"canceled", "incomplete_expired"})
"""States that a subscription never leaves."""
OVERDUE: Final = frozenset({"past_due", "unpaid"})
_PAID: Final = frozenset({"active", "trialing"})


class Access(StrEnum):
    """What is open to an organization that has a subscription."""

    NONE = "none"
    FULL = "active"
    GRACE = "grace"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at."""

    status: str
    plan: str | None
    started_at: datetime
    overdue_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When the rules are asked, by the database's clock, and how long grace lasts."""

    now: datetime
    grace: timedelta

    def is_past_grace(self, facts: Facts) -> bool:
        return facts.overdue_since is not None and self.now >= facts.overdue_since + self.grace


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    name: str
    fits: Callable[[Facts, Moment], bool]
    access: Access


RULES: Final = (
    Rule("it has ended", lambda facts, _: facts.status in ENDED, Access.NONE),
    Rule("it is of no plan", lambda facts, _: facts.plan is None, Access.NONE),
    Rule("it is paid, or on trial", lambda facts, _: facts.status in _PAID, Access.FULL),
    Rule(
        "payment is overdue beyond grace",
        lambda facts, moment: facts.status in OVERDUE and moment.is_past_grace(facts),
        Access.READ_ONLY,
    ),
    Rule("payment is overdue", lambda facts, _: facts.status in OVERDUE, Access.GRACE),
    Rule("it has not begun, rests, or is in a state that we do not know", lambda *_: True, Access.NONE),
)


def access(facts: Facts, moment: Moment) -> Access:
    """What one subscription gives."""
    return next(rule.access for rule in RULES if rule.fits(facts, moment))


def standing(all_facts: Iterable[Facts], moment: Moment, *, default: str) -> Standing:
    """What an organization's subscriptions give together: the oldest that gives anything decides, else the default."""
    for facts in sorted(all_facts, key=lambda facts: facts.started_at):
        given = access(facts, moment)
        if given is not Access.NONE and facts.plan is not None:
            return Standing(facts.plan, paused=given is Access.READ_ONLY)
    return Standing(default)
