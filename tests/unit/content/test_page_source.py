import time

import pytest

from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.url.page import extract_page

URL = "https://shop.example/p/kettle"
SHOP = "<html><head><title>Kettle</title></head><body><h1>Kettle</h1><p class=price>$12.00</p>{}</body></html>"


def read(text: str | bytes, content_type: str | None = "text/html", charset: str | None = None) -> ProductFacts:
    return extract_page(text.encode() if isinstance(text, str) else text, content_type, charset, URL)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b"   \n", "text/html", "empty"),
        (b"%PDF-1.7", "application/pdf", "not_a_page"),
        (b'{"name": "Kettle"}', "application/json", "not_a_page"),
        (b"just words", "text/plain", "not_a_page"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "not_a_page"),
        (b"<html><title>404 Not Found</title><body><h1>Not found</h1></body></html>", "text/html", "no_product"),
        (b"<html><body><p>Nothing here.</p></body></html>", "text/html", "no_product"),
        (b"<html><body><div id=app></div><script src=a.js></script></body></html>", "text/html", "needs_javascript"),
    ],
)
def test_a_page_without_a_product_fails_with_a_reason(body: bytes, content_type: str, reason: str) -> None:
    with pytest.raises(SourceFailed) as caught:
        read(body, content_type)

    assert caught.value.reason == reason
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/xhtml+xml", None, "text/plain"])
def test_a_page_is_known_by_its_type_or_its_looks(content_type: str | None) -> None:
    assert read(SHOP.format(""), content_type).price == "12.00"


@pytest.mark.parametrize(
    ("encoding", "charset", "head"),
    [
        ("utf-8", None, ""),
        ("utf-8-sig", "iso-8859-1", ""),
        ("utf-16", None, ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", None, '<meta charset="windows-1252">'),
        ("utf-8", "no-such-charset", ""),
        ("utf-8", "zip", ""),
        ("cp1252", None, ""),
    ],
)
def test_a_page_is_decoded_by_mark_header_meta_or_guess(encoding: str, charset: str | None, head: str) -> None:
    body = "<h1>Türklinke</h1><b class=price>3,00 €</b>"
    page = f"<html><head>{head}<title>Türklinke</title></head><body>{body}</body></html>"

    assert read(page.encode(encoding), charset=charset).name == "Türklinke"


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">SECRET</p>',
        '<div style="visibility:hidden"><b>SECRET</b></div>',
        '<div style="opacity:0">SECRET</div>',
        '<div style="position:absolute; left:-9999px">SECRET</div>',
        "<p hidden>SECRET</p>",
        '<p aria-hidden="true">SECRET</p>',
        '<p class="sr-only">SECRET</p>',
        "<style>.q{display:none}</style><p class=q>SECRET</p>",
        "<template><p>SECRET</p></template>",
        "<noscript>SECRET</noscript>",
        "<!-- SECRET -->",
        "<script>var a = 'SECRET'</script>",
        '<div style="display:none"><p>a <span>SECRET</span> b</p> SECRET</div>',
        "<p>fine \U000e0053\U000e0045</p><textarea>SECRET</textarea>",
    ],
)
def test_what_nobody_sees_reaches_no_model(hidden: str) -> None:
    facts = read(
        SHOP.format(f"<p>A kettle of copper that boils water quickly.</p>{hidden}<p>It has a beech handle.</p>")
    )

    told = repr(facts.to_source_data())
    assert "SECRET" not in told
    assert "\U000e0053" not in told
    assert "beech handle" in told


def test_what_is_shown_again_on_wide_screens_is_not_hidden() -> None:
    facts = read(SHOP.format('<p class="hidden md:block">A kettle of copper that boils water quickly.</p>'))

    assert "copper" in (facts.summary or "")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 900_000,
        "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
        '<div itemscope itemtype="http://schema.org/Product"><b itemprop=name>a</b>' * 20_000,
        '<script type="application/ld+json">' + "[" * 400_000 + "</script>",
        '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>",
        "<script>window.__STATE__ = " + '{"a":' * 100_000 + "</script>",
        "<p>" + "1" * 1_500_000,
        "<style>" + "@media{a{b:c}" * 100_000 + "</style>",
    ],
    ids=["depth", "attributes", "items", "list", "objects", "state", "digits", "style"],
)
def test_a_page_made_to_exhaust_a_parser_ends_soon(body: str) -> None:
    began = time.monotonic()
    try:
        facts = read(f"<html><body>{body}")
    except SourceFailed:
        facts = ProductFacts()

    assert facts.size() < 30_000
    assert time.monotonic() - began < 20


def test_a_tag_with_endless_attributes_is_not_even_parsed() -> None:
    tag = "<div " + " ".join(f"a{number}='>'" for number in range(2_000)) + ">"

    with pytest.raises(SourceFailed) as caught:
        read(SHOP.format(tag))

    assert caught.value.reason == "too_large"


def test_a_tag_with_one_very_long_attribute_is_read() -> None:
    state = "{&quot;a&quot;: 1, b = c} " * 5_000

    assert read(SHOP.format(f'<div data-state="{state}">x</div>')).price == "12.00"


def test_images_are_absolute_addresses_without_icons() -> None:
    facts = read(
        SHOP.format("<img src=/a.jpg><img src=logo.png><img src='javascript:x'><img src=/b.svg><img src=c.webp>")
    )

    assert facts.image_urls == ("https://shop.example/a.jpg", "https://shop.example/p/c.webp")
