"""What nobody sees is dropped from strangers' text, whatever stands beside it."""

import sys

import pytest

from contentforge_content.sources.text import scrub


def test_each_character_fares_alone_as_it_does_in_a_text_of_lines() -> None:
    """Texts that are printable as a whole take a shorter way."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        assert character == "\r" or scrub(f"{character}\n") == f"{scrub(character)}\n", hex(code)


@pytest.mark.parametrize("code", [0x00, 0x07, 0x7F, 0x9F, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xD800, 0xE0041])
def test_controls_and_marks_are_dropped(code: int) -> None:
    assert scrub(f"a{chr(code)}b") == "ab"
