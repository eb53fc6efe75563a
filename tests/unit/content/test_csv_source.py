# ruff: noqa: RUF001 - a file in Cyrillic
import time

import pytest

from contentforge_content.sources.csv_rows import parse_csv
from contentforge_content.sources.errors import CsvRefused

KETTLE = "Kettle"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    rows = parse_csv(f"name{mark}price{mark}category\nKettle{mark}12.50{mark}Kitchen\n")

    assert [(row.name, row.price, row.category) for row in rows] == [(KETTLE, "12.50", "Kitchen")]


def test_a_byte_order_mark_and_quoted_line_breaks_are_read() -> None:
    rows = parse_csv(b'\xef\xbb\xbfname,description\r\n"Kettle","Line one\r\nline ""two"""\r\n')

    assert rows[0].name == KETTLE
    assert rows[0].description == 'Line one\nline "two"'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Name;Preis\nTürklinke;3".encode("cp1252"), "Türklinke"),
        ("Название;Цена\nСамовар тульский;3".encode("cp1251"), "Самовар тульский"),
        ("name,price\nKettle,3".encode("utf-16"), KETTLE),
    ],
)
def test_files_of_other_encodings_are_read(data: bytes, name: str) -> None:
    assert parse_csv(data)[0].name == name


def test_headers_are_known_by_many_names_and_unknown_columns_are_kept() -> None:
    row = parse_csv('Product Title,Regular Price,KEY_FEATURES,Colour\nKettle,$12,"a; b; c",red\n')[0]

    assert (row.name, row.price, row.currency, row.features) == (KETTLE, "$12", "USD", ("a", "b", "c"))
    assert dict(row.extra) == {"Colour": "red"}


def test_blank_rows_are_skipped_and_short_rows_filled_up() -> None:
    rows = parse_csv("\nname,price\n\nKettle\n , \nPot,3,,\n")

    assert [(row.name, row.price) for row in rows] == [(KETTLE, None), ("Pot", "3")]


def test_a_spreadsheets_separator_line_decides() -> None:
    assert parse_csv("sep=;\nname;note\nKettle;a,b,c,d\n")[0].name == KETTLE


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        ("name,price\n", 2, "no product"),
        ("Kettle,12\nPot,3\n", 1, "header"),
        ("price,category\n3,Kitchen\n", 1, "header"),
        ("name,price\nKettle,1\n,2\n", 3, "name is missing"),
        ("name,price\nKettle,1,surplus\n", 2, "3 cells for 2 columns"),
        ('name,price\nKettle,1\n"Pot,2\nPan,3\n', 3, "never closed"),
        ('name,price\nKettle,1\n"Pot"s,2\n', 3, "closing quote"),
        ("name\n" + '"' + "a" * 200_000 + '"', 2, "too long"),
        ("name\nKettle\x00\n", 2, "NUL"),
    ],
)
def test_a_refusal_names_the_row(text: str, row: int, words: str) -> None:
    with pytest.raises(CsvRefused) as caught:
        parse_csv(text)

    assert caught.value.status == 422
    assert caught.value.row == row
    assert caught.value.message.startswith(f"Row {row}: ")
    assert words in caught.value.message


def test_a_hundred_products_are_taken_and_one_more_refuses_all() -> None:
    header = "name\n"
    assert len(parse_csv(header + "Kettle\n" * 100)) == 100

    with pytest.raises(CsvRefused) as caught:
        parse_csv(header + "Kettle\n" * 101)

    assert caught.value.row == 102


@pytest.mark.parametrize("row", ["Kettle,12.50,A fine kettle\n", '"Kettle, large",12\n', "\n"])
def test_a_hundred_thousand_rows_are_refused_without_reading_them_all(row: str) -> None:
    began = time.monotonic()

    with pytest.raises(CsvRefused):
        parse_csv("name,price,description\n" + row * 100_000)

    assert time.monotonic() - began < 5
