"""Folded text, and the slugs made of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentforge_platform.text import SLUG_LENGTH, fold, slugify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tiêu đề bài viết", "tieu de bai viet"),
        ("ĐƯỜNG SẮT Thống Nhất", "duong sat thong nhat"),
        ("nghiêng ngả, ưỡn ẹo", "nghieng nga, uon eo"),
        ("Đà Nẵng", "da nang"),
        ("Crème Brûlée", "creme brulee"),
        ("İstanbul Straße Łódź", "istanbul strasse lodz"),
        ("ﬁne ① Ⅳ", "fine 1 iv"),
        ("한국어 日本語", "한국어 日本語"),
        ("", ""),
    ],
)
def test_folding_drops_marks_and_case_and_keeps_the_words(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_text_typed_in_parts_folds_like_text_typed_whole() -> None:
    assert fold("Tie\u0302\u0301ng Vie\u0323\u0302t") == fold("Tiếng Việt") == "tieng viet"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Tiêu đề bài viết", "tieu-de-bai-viet"),
        ("  10 mẹo -- để ĐỌC nhanh!  ", "10-meo-de-doc-nhanh"),
        ("C++ & C#: what's new?", "c-c-what-s-new"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_slug_holds_the_words_of_its_title(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_title_without_latin_letters_takes_what_stands_in_for_it() -> None:
    assert slugify("日本語 🎉", otherwise="3f2a9c01") == "3f2a9c01"


def test_a_long_slug_ends_with_a_whole_word() -> None:
    assert slugify("muoi " * 40) == "-".join(["muoi"] * 20)
    assert slugify("a" * 300) == "a" * SLUG_LENGTH
    assert slugify("a" * 99 + " b c") == "a" * 99


@given(st.text())
def test_every_slug_is_fit_for_an_address(text: str) -> None:
    slug = slugify(text, otherwise="x")

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH
