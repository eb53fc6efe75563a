"""The card form of the hosted pages: read, checked, and told what is wrong field by field."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from contentforge_billing.sandbox.cards.numbers import passes_luhn

_SHORTEST, _LONGEST = 12, 19
_MONTHS: Final = 12
_YEARS_AHEAD: Final = 50
_AMEX: Final = ("34", "37")


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What a person has typed, made plain."""

    number: str
    exp_month: int
    exp_year: int
    name: str


def read_card(form: dict[str, str], moment: int) -> tuple[CardEntry | None, dict[str, str]]:
    """Return the card, or what is wrong with each field."""
    problems: dict[str, str] = {}
    number = "".join(form.get("number", "").split()).replace("-", "")
    if problem := _number_problem(number):
        problems["number"] = problem
    expiry = _expiry(form.get("expiry", ""))
    if expiry is None:
        problems["expiry"] = "Enter the expiry date as MM / YY."
    elif _is_past(expiry, moment):
        problems["expiry"] = "Your card's expiration date is in the past."
    cvc = form.get("cvc", "").strip()
    length = 4 if number.startswith(_AMEX) else 3
    if not (cvc.isascii() and cvc.isdigit() and len(cvc) == length):
        problems["cvc"] = f"Enter the {length} digits of the security code."
    name = form.get("name", "").strip()[:100]
    if not name:
        problems["name"] = "Enter the name on the card."
    if problems or expiry is None:
        return None, problems
    return CardEntry(number, expiry[0], expiry[1], name), {}


def _number_problem(number: str) -> str | None:
    if not number:
        return "Enter a card number."
    if not (number.isascii() and number.isdigit()):
        return "A card number has only digits."
    if not _SHORTEST <= len(number) <= _LONGEST:
        return "Your card number is incomplete."
    return None if passes_luhn(number) else "Your card number is invalid."


def _expiry(text: str) -> tuple[int, int] | None:
    digits = "".join(char for char in text if char not in " /-.")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {4, 6}:
        return None
    month, year = int(digits[:2]), int(digits[2:])
    if not 1 <= month <= _MONTHS:
        return None
    return month, year if len(digits) == 6 else 2000 + year  # noqa: PLR2004 - MMYYYY


def _is_past(expiry: tuple[int, int], moment: int) -> bool:
    today = datetime.fromtimestamp(moment, UTC)
    month, year = expiry
    return (year, month) < (today.year, today.month) or year > today.year + _YEARS_AHEAD
