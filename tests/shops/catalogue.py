"""The shop pages of this folder, what is right for each of them, and how to read one."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.url.page import extract_page

HERE = Path(__file__).resolve().parent
PAGES = HERE / "pages"
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


def extract(file: str) -> tuple[ProductFacts | None, str | None]:
    """Facts, or the reason for which there are none."""
    expected = EXPECTED[file]
    body = (PAGES / file).read_bytes()
    url = f"https://shop.example{expected['path']}"
    try:
        return extract_page(body, expected["content_type"], expected["charset"], url), None
    except SourceFailed as error:
        return None, error.reason


def rights(file: str, facts: ProductFacts | None, reason: str | None) -> dict[str, bool]:
    """Field by field: is it what the page says?"""
    expected = EXPECTED[file]
    if "fails" in expected:
        return {"reason": reason == expected["fails"]}
    if facts is None:
        return {"name": False, "price": False}
    right = {
        "name": facts.name == expected["name"],
        "price": facts.price is not None and Decimal(facts.price) == Decimal(expected["price"]),
        "currency": facts.currency == expected["currency"],
    }
    right |= {key: getattr(facts, key) == expected[key] for key in ("brand", "category", "language") if key in expected}
    if "features" in expected:
        right["features"] = len(facts.features) == expected["features"]
    if "images" in expected:
        right["images"] = len(facts.image_urls) == expected["images"]
    if "absent" in expected:
        right["absent"] = expected["absent"] not in json.dumps(facts.to_source_data(), ensure_ascii=False)
    return right
