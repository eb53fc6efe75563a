"""Read a price as shops of many countries write it: "1.299,00 €", "CHF 1'299", "¥12,800", "1.290.000 ₫"."""
# ruff: noqa: RUF001 - currency marks and separators are matched in the scripts they are written in

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_SYMBOLS: Final[tuple[tuple[str, str], ...]] = (
    # Longer marks first: "R$" must win over "$".
    ("us$", "USD"), ("ca$", "CAD"), ("c$", "CAD"), ("au$", "AUD"), ("a$", "AUD"), ("nz$", "NZD"), ("hk$", "HKD"),
    ("s$", "SGD"), ("r$", "BRL"), ("mx$", "MXN"), ("nt$", "TWD"), ("€", "EUR"), ("£", "GBP"), ("₫", "VND"),
    ("₽", "RUB"), ("руб", "RUB"), ("₴", "UAH"), ("грн", "UAH"), ("₹", "INR"), ("₩", "KRW"), ("원", "KRW"),
    ("₺", "TRY"), ("฿", "THB"), ("₪", "ILS"), ("₱", "PHP"), ("₦", "NGN"), ("₸", "KZT"), ("zł", "PLN"), ("kč", "CZK"),
    ("円", "JPY"), ("元", "CNY"), ("ر.س", "SAR"), ("ريال", "SAR"), ("﷼", "SAR"), ("د.إ", "AED"), ("درهم", "AED"),
    ("ج.م", "EGP"), ("جنيه", "EGP"), ("د.ك", "KWD"), ("лв", "BGN"), ("eur", "EUR"), ("$", "USD"),
    ("¥", "JPY"), ("đ", "VND"),
)  # fmt: skip
_ISO: Final = frozenset(
    {
        "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
        "GBP", "GEL", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD",
        "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK",
        "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
    }
)  # fmt: skip
_THREE_DECIMALS: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_WORDS: Final[dict[str, str]] = {
    "kr": "SEK",
    "ft": "HUF",
    "lei": "RON",
    "tl": "TRY",
    "rp": "IDR",
    "rm": "MYR",
    "fr": "CHF",
}
_BY_LANGUAGE: Final[dict[tuple[str, str], str]] = {
    ("kr", "da"): "DKK",
    ("kr", "nb"): "NOK",
    ("kr", "no"): "NOK",
    ("¥", "zh"): "CNY",
}
_NUMBER: Final = re.compile(r"\d+(?:[.,'’٬٫]\d+|\s\d{3}(?!\d))*")
_CODE: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])")
_WORD: Final = re.compile(r"(?<![a-z])(kr|ft|lei|tl|rp|rm|fr)\.?(?![a-z])")
_GROUP: Final = 3
_MAX_TEXT: Final = 200
_MAX_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` is a plain decimal with a dot; `currency` is None where the text does not tell."""

    amount: str
    currency: str | None = None


def parse_price(raw: object, *, currency: str | None = None, language: str | None = None) -> Price | None:
    """Read the first amount of `raw` (text or number). None if there is none, or if it is not above zero."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        # A JSON number has a decimal point by definition, so 1.299 is not a thousand here.
        return _price(_plain(Decimal(repr(raw))) if abs(raw) < 10**_MAX_DIGITS else None, iso_currency(currency))
    if not isinstance(raw, str):
        return None
    text = unicodedata.normalize("NFKC", raw[:_MAX_TEXT])
    known = iso_currency(currency) or find_currency(text, language)
    match = _NUMBER.search(text)
    return _price(_amount(match.group(), known), known) if match else None


def iso_currency(text: str | None) -> str | None:
    """An ISO 4217 code if `text` is one or is a mark that stands for one."""
    if not text or len(text) > _MAX_TEXT:
        return None
    code = text.strip().upper()
    return code if code in _ISO else find_currency(text, None)


def find_currency(text: str, language: str | None) -> str | None:
    """The currency that a price's text names, by code, mark or word."""
    for match in _CODE.finditer(text):
        if match.group(1).upper() in _ISO:
            return match.group(1).upper()
    lower = text.casefold().replace("\u200f", "")
    tongue = (language or "")[:2].lower()
    for mark, code in _SYMBOLS:
        if mark in lower:
            return _BY_LANGUAGE.get((mark, tongue), code)
    word = _WORD.search(lower)
    if word:
        return _BY_LANGUAGE.get((word.group(1), tongue), _WORDS[word.group(1)])
    return None


def has_currency_mark(text: str) -> bool:
    return find_currency(text, None) is not None


def _price(amount: str | None, currency: str | None) -> Price | None:
    return Price(amount, currency) if amount else None


def _amount(text: str, currency: str | None) -> str | None:
    """The last separator is the decimal point, unless it splits off three digits or comes more than once."""
    digits = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)
    digits = re.sub(r"['’٬\s]", "", digits).replace("٫", ".")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return _decimal(digits)
    mark, other = digits[last], "," if digits[last] == "." else "."
    fraction = digits[last + 1 :]
    repeated = digits.count(mark) > 1
    groups = len(fraction) == _GROUP and other not in digits and currency not in _THREE_DECIMALS
    if repeated or (groups and digits[:last].lstrip("0")):
        return _decimal(re.sub(r"[.,]", "", digits))
    return _decimal(re.sub(r"[.,]", "", digits[:last]) + "." + fraction)


def _decimal(text: str) -> str | None:
    return _plain(Decimal(text)) if 0 < len(text) <= _MAX_DIGITS else None


def _plain(value: Decimal) -> str | None:
    if not value.is_finite() or value <= 0:
        return None
    if value == value.to_integral_value():
        # "1299.00" keeps its cents, "12800" has none.
        exponent = value.as_tuple().exponent
        return f"{value:.2f}" if isinstance(exponent, int) and exponent < -1 else f"{value:.0f}"
    return f"{value.quantize(Decimal('0.01')):f}" if value == value.quantize(Decimal("0.01")) else f"{value:f}"
