"""Which texts are e-mail addresses, and which of them are the same."""

import pytest

from contentforge_platform.errors import Invalid
from contentforge_tenants.accounts import find_address, parse_address


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("Ada@Example.com", "ada@example.com"),
        ("  ada@example.com\n", "ada@example.com"),
        ("\uff21da@example.com", "ada@example.com"),
        ("ada\uff20example.com", "ada@example.com"),
        ("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("j\u00f6rg@example.com", "j\u00f6rg@example.com"),
        ("jo\u0308rg@example.com", "j\u00f6rg@example.com"),
        ("first.last+tag@sub.example.co", "first.last+tag@sub.example.co"),
        ("demo@shop.local", "demo@shop.local"),
    ],
)
def test_spellings_of_one_address_are_the_same(text: str, normalized: str) -> None:
    address = parse_address(text)

    assert address.normalized == normalized
    assert address.given == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@.com",
        "ada@example..com",
        "ada@-example.com",
        "ada@exa mple.com",
        "ada@[127.0.0.1]",
        "a da@example.com",
        ".ada@example.com",
        "ada.@example.com",
        "a..da@example.com",
        "ada@example.com\nBcc: all@example.com",
        "ada,bob@example.com",
        "<ada@example.com>",
        "ada\x00@example.com",
        "ada\ud800@example.com",
        "ada@exa\ud800mple.com",
        "a@b@example.com",
        "x" * 65 + "@example.com",
        "ada@" + "x" * 64 + ".com",
        "ada@" + "x." * 200 + "com",
        "\u202eada@example.com",
    ],
)
def test_other_texts_are_no_addresses(text: str) -> None:
    assert find_address(text) is None
    with pytest.raises(Invalid, match="valid email") as refused:
        parse_address(text)
    assert refused.value.loc == ("body", "email")
