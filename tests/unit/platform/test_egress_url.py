from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentforge_platform.egress import BadUrl, parse_public_url
from contentforge_platform.errors import Invalid

WELL_FORMED = {
    "example.com": "https://example.com/",
    "  http://Example.COM./a?b=c#part ": "http://example.com/a?b=c",
    "//example.com/x": "https://example.com/x",
    "HTTPS://example.com:443/": "https://example.com/",
    "http://example.com:443/": "http://example.com:443/",
    "example.com:8080/x": "https://example.com:8080/x",
    "https://example.com?q=1": "https://example.com/?q=1",
    "https://example.com/caf\u00e9": "https://example.com/caf%C3%A9",
    "https://example.com/a%20b?x[]=1&y=\u00e4": "https://example.com/a%20b?x[]=1&y=%C3%A4",
    'https://example.com/<"x">': "https://example.com/%3C%22x%22%3E",
    "https://B\u00fccher.example/": "https://xn--bcher-kva.example/",
    "https://\u4f8b\u5b50.\u6d4b\u8bd5/": "https://xn--fsqu00a.xn--0zwm56d/",
    "https://stra\u00dfe.example/": "https://xn--strae-oqa.example/",
    "https://example.com/r?to=http://other.example/": "https://example.com/r?to=http://other.example/",
    "http://[2606:4700::1111]:80/": "http://[2606:4700::1111]/",
    "http://user_pages.example.com/": "http://user_pages.example.com/",
    "http://localhost:8000/x": "http://localhost:8000/x",
}

MALFORMED = [
    "",
    "   ",
    "https://",
    "https:///path",
    "http:///",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "mailto:someone@example.com",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com\\/",
    "http://exam\tple.com/",
    "http://example.com/a b",
    "http://example.com/\r\nHost: other",
    "http://example.com/\x00",
    "http://example.com/\ud800",
    "http://example.com/\u2028",
    "http://example.com:0/",
    "http://example.com:65536/",
    "http://example.com:http/",
    "http://example.com:/",
    "http://example.com:-80/",
    "http://example.com:\u0668\u0660/",
    "http://.example.com/",
    "http://example..com/",
    "http://-example.com/",
    "http://exam%70le.com/",
    "http://example.com%2f@127.0.0.1/",
    f"http://{'a' * 64}.com/",
    f"http://{'a.' * 127}com/",
    "http://2130706433/",
    "http://127.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1.5/",
    "http://1.2.3.256/",
    "http://[::1/",
    "http://[::1]x/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[127.0.0.1]/",
    "http://::1/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://127\u30020\u30020\u30021/",
    "http://\u24d4xample.com/",
    "http://example\u3002com/",
    "http://exam\u200bple.com/",
    "http://\u202eexample.com/",
    "http://example.com/" + "a" * 2048,
]


@pytest.mark.parametrize(("text", "expected"), WELL_FORMED.items())
def test_a_url_is_read_as_people_type_it(text: str, expected: str) -> None:
    assert str(parse_public_url(text)) == expected


@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_or_two_faced_url_is_refused(text: str) -> None:
    with pytest.raises(BadUrl):
        parse_public_url(text)


def test_the_refusal_answers_422_and_does_not_repeat_the_input() -> None:
    with pytest.raises(Invalid) as caught:
        parse_public_url("https://user:hunter2@example.com/")

    assert caught.value.status == 422
    assert caught.value.code == "bad_url"
    assert "hunter2" not in caught.value.message


def test_a_literal_host_is_known_as_an_address() -> None:
    assert parse_public_url("http://10.0.0.1/").literal == IPv4Address("10.0.0.1")
    assert parse_public_url("http://[::FFFF:10.0.0.1]/").literal == IPv6Address("::ffff:10.0.0.1")
    assert parse_public_url("http://example.com/").literal is None


def test_a_redirect_is_read_relative_to_where_it_came_from() -> None:
    here = parse_public_url("https://example.com/shop/item?id=1")

    assert str(here.join("../cart")) == "https://example.com/cart"
    assert str(here.join("//other.example/x")) == "https://other.example/x"
    assert str(here.join("http://[::1]/")) == "http://[::1]/"
    with pytest.raises(BadUrl):
        here.join("javascript:alert(1)")
    with pytest.raises(BadUrl):
        here.join("http://[::1")


@given(st.text(max_size=60))
def test_whatever_is_accepted_reads_the_same_again(text: str) -> None:
    try:
        parsed = parse_public_url(text)
    except BadUrl:
        return
    assert parse_public_url(str(parsed)) == parsed
    assert str(parsed).isascii()
