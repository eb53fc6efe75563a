# ruff: noqa: RUF001 - prices stand in the scripts they are written in
import pytest

from contentforge_content.sources.price import Price, parse_price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.299,00 €", "1299.00", "EUR"),
        ("€ 1.299", "1299", "EUR"),
        ("$1,299.50", "1299.50", "USD"),
        ("US$ 12", "12", "USD"),
        ("R$ 1.234,56", "1234.56", "BRL"),
        ("CHF 1'299.–", "1299", "CHF"),
        ("CHF 1’299.95", "1299.95", "CHF"),
        ("1 299,00 zł", "1299.00", "PLN"),
        ("24 990 руб.", "24990", "RUB"),
        ("1.290.000 ₫", "1290000", "VND"),
        ("1,290,000đ", "1290000", "VND"),
        ("¥12,800", "12800", "JPY"),
        ("12,800円（税込）", "12800", "JPY"),
        ("١٬٢٤٩٫٥٠ ر.س", "1249.50", "SAR"),
        ("KWD 12.500", "12.50", "KWD"),
        ("19.9", "19.90", None),
        ("1299", "1299", None),
        ("0.99", "0.99", None),
        ("0,500 €", "0.50", "EUR"),
        ("ab 12,99 € statt 15,99 €", "12.99", "EUR"),
        ("12.99 – 15.99 USD", "12.99", "USD"),
        (1299, "1299", None),
        (1299.5, "1299.50", None),
        (74.9, "74.90", None),
    ],
)
def test_a_price_is_read_as_its_country_writes_it(text: object, amount: str, currency: str | None) -> None:
    assert parse_price(text) == Price(amount, currency)


@pytest.mark.parametrize("text", ["", "free", "-", "0", "0.00 €", None, True, {}, [], "9" * 40, float("nan"), 1e300])
def test_what_is_no_price_is_none(text: object) -> None:
    assert parse_price(text) is None


def test_a_mark_shared_by_countries_is_read_by_the_page_language() -> None:
    assert parse_price("199 kr", language="da") == Price("199", "DKK")
    assert parse_price("199 kr", language="sv") == Price("199", "SEK")
    assert parse_price("¥199", language="zh-CN") == Price("199", "CNY")


def test_a_stated_currency_wins_over_the_text() -> None:
    assert parse_price("$10", currency="cad") == Price("10", "CAD")
