"""Stripe's well-known test cards: what each number is, and what happens when it is used."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a card is not taken, in the words that its owner reads."""

    code: str
    message: str
    decline_code: str | None = None


@dataclass(frozen=True, slots=True)
class TestCard:
    """`refusal` happens at once; `fails_later`: it is taken, and every later charge fails."""

    __test__ = False

    brand: str
    funding: str = "credit"
    refusal: Refusal | None = None
    fails_later: bool = False


DECLINED: Final = Refusal("card_declined", "Your card was declined.", "generic_decline")
NOT_A_TEST_CARD: Final = Refusal(
    "card_declined",
    "Your card was declined. This is a sandbox and takes test cards only, such as 4242 4242 4242 4242.",
    "test_mode_live_card",
)
WRONG_NUMBER: Final = Refusal("incorrect_number", "Your card number is incorrect.")

CARDS: Final[dict[str, TestCard]] = {
    "4242424242424242": TestCard("visa"),
    "4000056655665556": TestCard("visa", "debit"),
    "5555555555554444": TestCard("mastercard"),
    "2223003122003222": TestCard("mastercard"),
    "5200828282828210": TestCard("mastercard", "debit"),
    "5105105105105100": TestCard("mastercard", "prepaid"),
    "378282246310005": TestCard("amex"),
    "371449635398431": TestCard("amex"),
    "6011111111111117": TestCard("discover"),
    "6011000990139424": TestCard("discover"),
    "3056930009020004": TestCard("diners"),
    "36227206271667": TestCard("diners"),
    "3566002020360505": TestCard("jcb"),
    "6200000000000005": TestCard("unionpay"),
    "4000000000000341": TestCard("visa", fails_later=True),
    "4000000000000002": TestCard("visa", refusal=DECLINED),
    "4000000000009995": TestCard(
        "visa", refusal=Refusal("card_declined", "Your card has insufficient funds.", "insufficient_funds")
    ),
    "4000000000009987": TestCard("visa", refusal=Refusal("card_declined", "Your card was declined.", "lost_card")),
    "4000000000009979": TestCard("visa", refusal=Refusal("card_declined", "Your card was declined.", "stolen_card")),
    "4000000000000069": TestCard("visa", refusal=Refusal("expired_card", "Your card has expired.")),
    "4000000000000127": TestCard("visa", refusal=Refusal("incorrect_cvc", "Your card's security code is incorrect.")),
    "4000000000000119": TestCard(
        "visa",
        refusal=Refusal("processing_error", "An error occurred while processing your card. Try again in a little bit."),
    ),
}

TOKENS: Final[dict[str, str]] = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_discover": "6011111111111117",
    "pm_card_diners": "3056930009020004",
    "pm_card_jcb": "3566002020360505",
    "pm_card_unionpay": "6200000000000005",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
}
"""Names that stand for a payment method wherever one is asked for."""


def known(number: str) -> TestCard:
    """What a number is; one that is no test card is a card that is refused."""
    card = CARDS.get(number)
    if card is not None:
        return card
    return TestCard("unknown", refusal=NOT_A_TEST_CARD if passes_luhn(number) else WRONG_NUMBER)


def passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
