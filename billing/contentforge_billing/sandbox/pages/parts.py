"""Parts that several pages have: the card form, badges, dates."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from contentforge_billing.sandbox.pages.html import Html, join, tag

_BRANDS: Final = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}

TEST_CARDS: Final = (
    ("4242 4242 4242 4242", "Visa"),
    ("5555 5555 5555 4444", "Mastercard"),
    ("3782 822463 10005", "American Express, 4-digit code"),
    ("4000 0000 0000 0341", "fails at the first renewal"),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0000 0000 9995", "declined: insufficient funds"),
)


def card_fields(given: Mapping[str, str], problems: Mapping[str, str]) -> Html:
    """The fields of a card; what was typed stays, but for the security code."""
    return join(
        field("number", "Card number", given, problems, autocomplete="cc-number", placeholder="4242 4242 4242 4242"),
        tag(
            "div",
            field("expiry", "Expiry", given, problems, autocomplete="cc-exp", placeholder="MM / YY"),
            field("cvc", "Security code", {}, problems, autocomplete="cc-csc", placeholder="CVC"),
            class_="pair",
        ),
        field("name", "Name on card", given, problems, autocomplete="cc-name", placeholder=None),
    )


def field(
    name: str,
    label: str,
    given: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    autocomplete: str,
    placeholder: str | None,
) -> Html:
    """A labelled text field, with what is wrong with it."""
    problem = problems.get(name)
    numeric = autocomplete in {"cc-number", "cc-exp", "cc-csc"}
    control = tag(
        "input",
        id=name,
        name=name,
        type="email" if name == "email" else "text",
        inputmode="numeric" if numeric else None,
        autocomplete=autocomplete,
        placeholder=placeholder,
        value=given.get(name),
        required=True,
        maxlength=100,
        aria_invalid="true" if problem else None,
        aria_describedby=f"{name}-problem" if problem else None,
    )
    told = tag("p", problem, class_="problem", id=f"{name}-problem") if problem else None
    return tag("div", tag("label", label, for_=name), control, told, class_="field")


def test_cards(*, shown: bool) -> Html:
    """The numbers that are taken, for whoever does not know them by heart."""
    rows = [tag("li", tag("code", number), " ", tag("span", says)) for number, says in TEST_CARDS]
    return tag(
        "details",
        tag("summary", "Test cards"),
        tag("p", "With any future expiry and any security code:"),
        tag("ul", *rows, class_="cards"),
        open=shown,
    )


def alert(text: str, kind: str = "bad") -> Html:
    return tag("p", text, class_=f"alert {kind}", role="alert" if kind == "bad" else "status")


def badge(text: str, kind: str = "") -> Html:
    return tag("span", text, class_=f"badge {kind}".strip())


def day(moment: int | None) -> str:
    """3 March 2027, in UTC."""
    if moment is None:
        return "-"
    date = datetime.fromtimestamp(moment, UTC)
    return f"{date.day} {date:%B %Y}"


def brand_name(brand: str) -> str:
    return _BRANDS.get(brand, brand.capitalize())
