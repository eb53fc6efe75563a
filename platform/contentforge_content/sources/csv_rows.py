"""The `csv` source: one row is one product; every row is taken or none, and a refusal names the row."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from contentforge_content.sources.errors import CsvRefused
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.manual import facts_from_source_data
from contentforge_content.sources.text import guess_charset
from contentforge_platform.errors import Invalid

MAX_ROWS: Final = 100
MAX_CHARS: Final = 10_000_000
MAX_COLUMNS: Final = 60
_DELIMITERS: Final = (",", ";", "\t", "|")
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        "name", "title", "product", "product name", "product title", "productname", "item", "item name", "produkt",
        "produktname", "artikel", "artikelname", "bezeichnung", "nom", "nom du produit", "titre", "nombre", "producto",
        "titulo", "título", "nome", "prodotto", "naam", "nazwa", "название", "наименование", "товар", "tên",
        "tên sản phẩm", "sản phẩm", "商品名", "名前", "产品名称", "名称", "اسم", "اسم المنتج",
    ),
    "price": (
        "price", "product price", "regular price", "sale price", "unit price", "amount", "cost", "variant price",
        "preis", "prix", "precio", "prezzo", "preço", "preco", "prijs", "cena", "цена", "giá",
        "giá bán", "価格", "値段", "价格",
        "السعر", "سعر",
    ),
    "currency": ("currency", "price currency", "currency code", "währung", "devise", "moneda", "valuta", "валюта"),
    "category": (
        "category", "categories", "product category", "product type", "type", "kategorie", "catégorie", "categoría",
        "categoria", "категория", "danh mục", "loại", "カテゴリ", "カテゴリー", "分类", "الفئة",
    ),
    "features": (
        "features", "feature", "highlights", "bullet points", "bullets", "key features", "attributes", "merkmale",
        "eigenschaften", "caractéristiques", "características", "caratteristiche", "характеристики", "tính năng",
        "特徴",
    ),
    "description": (
        "description", "product description", "details", "body", "body html", "text", "beschreibung", "descripción",
        "descrizione", "descrição", "описание", "mô tả", "説明", "商品説明", "描述", "الوصف",
    ),
    "brand": ("brand", "vendor", "manufacturer", "marke", "hersteller", "marque", "marca", "бренд", "thương hiệu"),
    "sku": ("sku", "variant sku", "article number", "artikelnummer", "item number", "product id", "артикул", "mã"),
    "url": ("url", "link", "product url", "source url", "website"),
    "image_urls": ("image", "images", "image url", "image urls", "image src", "picture", "photo", "bild", "фото"),
    "language": ("language", "lang", "locale", "sprache"),
    "availability": ("availability", "stock status", "verfügbarkeit"),
}  # fmt: skip
_FIELD_OF: Final = {synonym: field for field, synonyms in _SYNONYMS.items() for synonym in synonyms}
_NEEDED: Final = "a header row with a column called name (or title, or product) is needed."


def parse_csv(data: str | bytes) -> list[ProductFacts]:
    """Facts of each row, in the file's order.

    Understands a byte order mark, commas, semicolons, tabs and bars, quoted line breaks, and header names in the
    languages of `_SYNONYMS`. Further columns are kept as `extra`. Blank rows are skipped, short ones filled up.

    Raises:
        CsvRefused: no row is taken; the reason names the row (the header is row 1).
    """
    text = _decoded(data)
    if len(text) > MAX_CHARS:
        raise CsvRefused(f"the file is longer than {MAX_CHARS:,} characters.", row=1)
    delimiter, before = _delimiter(text)
    rows = islice(_rows(text, delimiter), before, None)
    header = next(rows, None)
    if header is None:
        raise CsvRefused("the file is empty.", row=1)
    columns = _columns(header[1])
    facts: list[ProductFacts] = []
    for number, cells in rows:
        if len(facts) == MAX_ROWS:
            raise CsvRefused(f"at most {MAX_ROWS} products are allowed in one file.", row=number)
        facts.append(_facts(cells, columns, number))
    if not facts:
        raise CsvRefused("there is no product below the header.", row=2)
    return facts


def _decoded(data: str | bytes) -> str:
    if isinstance(data, bytes):
        if len(data) > MAX_CHARS * 4:
            raise CsvRefused(f"the file is longer than {MAX_CHARS:,} characters.", row=1)
        data = _from_bytes(data)
    return data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _from_bytes(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        guess = guess_charset(data)
        if guess is None:
            row = data[: error.start].count(b"\n") + 1
            raise CsvRefused("the text encoding could not be recognised; save the file as UTF-8.", row=row) from error
        return data.decode(guess, errors="replace")


def _delimiter(text: str) -> tuple[str, int]:
    """Which mark parts the cells, and how many lines precede the header.

    The mark under which the first row names most known columns wins; a spreadsheet's `sep=;` line decides by itself.
    """
    stated = re.match(r"sep=([,;\t|])\n", text, re.IGNORECASE)
    if stated:
        return stated.group(1), 1
    best, most = ",", (-1, -1)
    for mark in _DELIMITERS:
        first = next(_rows(text, mark, patient=True), (1, []))[1]
        score = (sum(_normal(cell) in _FIELD_OF for cell in first), len(first))
        if score > most:
            best, most = mark, score
    return best, 0


def _rows(text: str, delimiter: str, *, patient: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with their number. `patient` gives up silently: it only looks at the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if patient:
                return
            raise CsvRefused(_reason(error), row=number) from error
        if any(cell.strip() for cell in cells):
            yield number, cells


def _reason(error: csv.Error) -> str:
    words = str(error)
    if "field larger" in words:
        return "a quote is never closed, or a cell is too long."
    if "unexpected end" in words:
        return "a quote is never closed."
    if "expected after" in words:
        return "text follows a closing quote; double the quotes inside a quoted cell."
    return "the row cannot be read."


def _normal(cell: str) -> str:
    return re.sub(r"[\s_\-]+", " ", cell.strip().strip("*:").casefold()).strip()


def _columns(header: list[str]) -> list[str]:
    if len(header) > MAX_COLUMNS:
        raise CsvRefused(f"at most {MAX_COLUMNS} columns are allowed.", row=1)
    columns: list[str] = []
    for cell in header:
        field = _FIELD_OF.get(_normal(cell), cell.strip())
        # The first of several columns for one field counts; the others stay under their own names.
        columns.append(cell.strip() if field in columns else field)
    if "name" not in columns:
        raise CsvRefused(_NEEDED, row=1)
    return columns


def _facts(cells: list[str], columns: list[str], number: int) -> ProductFacts:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise CsvRefused(f"there are {len(cells)} cells for {len(columns)} columns.", row=number)
    given = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column and cell.strip()}
    if any("\x00" in cell for cell in cells):
        raise CsvRefused("a cell holds a NUL character.", row=number)
    if not given.get("name"):
        raise CsvRefused("the name is missing.", row=number)
    try:
        return facts_from_source_data(given)
    except Invalid as error:
        raise CsvRefused(error.message, row=number) from error
