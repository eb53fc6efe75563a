"""Bodies: the Markdown people write, and the script that some try to smuggle through it."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from typing_extensions import override

from contentforge_blog.rendering import LONGEST_BODY, BodyTooComplex, render
from contentforge_blog.rendering.render import reading_time
from contentforge_blog.rendering.sanitize import sanitize


def html(text: str, own_host: str | None = None) -> str:
    return render(text, prefix="p1", own_host=own_host).html


def test_tables_keep_their_alignment_and_nothing_else_of_style() -> None:
    shown = html("| a | b |\n|:-:|--:|\n| 1 | 2 |")

    assert '<th style="text-align:center">a</th>' in shown
    assert '<td style="text-align:right">2</td>' in shown


def test_fenced_code_names_its_language_and_is_text() -> None:
    shown = html("```python\nprint('<b>')\n```")

    assert shown == "<pre><code class=\"language-python\">print('&lt;b&gt;')\n</code></pre>\n"


def test_a_fence_cannot_bring_classes_of_the_page() -> None:
    assert "class" not in html('```"><script> modal open\nx\n```')
    assert "class" not in html("```" + "x" * 100 + "\nx\n```")


def test_task_lists_have_boxes_that_nobody_can_tick() -> None:
    shown = html("- [ ] open\n- [x] done")

    assert shown.count('type="checkbox"') == 2
    assert shown.count('disabled="disabled"') == 2
    assert shown.count('checked="checked"') == 1


def test_strikethrough_is_shown() -> None:
    assert html("~~gone~~") == "<p><s>gone</s></p>\n"


def test_footnotes_of_two_posts_on_a_page_do_not_clash() -> None:
    one = render("See[^1].\n\n[^1]: Below.", prefix="one").html
    two = render("See[^1].\n\n[^1]: Below.", prefix="two").html

    assert 'id="one-fn1"' in one
    assert 'href="#one-fn1"' in one
    assert 'id="two-fn1"' in two
    assert "one-" not in two


def test_headings_are_addressable_in_ascii_and_repeat_without_clashing() -> None:
    shown = html("# Đường phố\n\n# Đường phố\n\n# Đường phố 2\n\n# 漢字")

    ids = _Reader.of(shown).attributes("id")
    assert ids == ["p1-duong-pho", "p1-duong-pho-2", "p1-duong-pho-2-2", "p1-section"]


def test_links_within_the_post_lead_to_its_headings() -> None:
    shown = html("[down](#end)\n\n# End")

    assert 'href="#p1-end"' in shown
    assert 'id="p1-end"' in shown


@pytest.mark.parametrize(
    ("address", "foreign"),
    [
        ("https://elsewhere.example/x", True),
        ("//elsewhere.example/x", True),
        ("https://blog.example.evil.example/", True),
        ("https://blog.example@evil.example/", True),
        ("https://blog.example/en/posts/a", False),
        ("/en/posts/a", False),
        ("#end", False),
        ("mailto:us@blog.example", False),
    ],
)
def test_links_to_other_sites_say_so(address: str, foreign: bool) -> None:  # noqa: FBT001 - a parameter of the case
    shown = html(f"[x]({address})", own_host="blog.example")

    assert ('rel="nofollow noopener"' in shown) is foreign
    assert _Reader.of(shown).attributes("href") != []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](javascript&#58;alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](\x01javascript:alert(1))",
        "[x](&#1;javascript:alert(1))",
        "[x](%6Aavascript:alert(1))",
        "[x](vbscript:msgbox(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "![x](data:image/svg+xml;base64,PHN2Zy8+)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://example.com "\\" onmouseover=alert(1) \\"")',
        '![" onerror=alert(1) "](https://example.com/x.png)',
        "[^1]: <script>alert(1)</script>\n\n[^1]",
        "# <script>alert(1)</script>",
        "| <img src=x onerror=alert(1)> |\n|-|\n| [x](javascript:alert(1)) |",
        "- [ ] <input onfocus=alert(1) autofocus>",
        "`<script>alert(1)</script>`",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<style>@import 'javascript:alert(1)'</style>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[a](<https://example.com/><script>alert(1)</script>>)",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
)
def test_no_script_comes_through(text: str) -> None:
    read = _Reader.of(html(text))

    assert read.tags <= {
        "p",
        "a",
        "h1",
        "code",
        "pre",
        "em",
        "ul",
        "li",
        "input",
        "img",
        "sup",
        "section",
        "hr",
        "ol",
    } | {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert [name for name, _ in read.pairs if name.startswith("on") or name in {"style", "srcdoc", "formaction"}] == []
    schemes = {urlsplit(value.strip()).scheme for name, value in read.pairs if name in {"href", "src"}}
    assert schemes <= {"", "http", "https", "mailto", "tel"}


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ('<p onclick="alert(1)" style="position:fixed" class="modal">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<td style="text-align:right;background:url(x)">x</td>', "x"),
        ('<input type="password" name="p">', "<input>"),
        ('<form action="/"><button>x</button></form>', "x"),
        ('<sup class="footnote-ref modal">1</sup>', '<sup class="footnote-ref">1</sup>'),
    ],
)
def test_what_the_parser_should_never_make_is_stopped_by_the_wall_behind_it(made: str, kept: str) -> None:
    assert sanitize(made, "p1") == kept


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "![" * 10_000,
        "[" * LONGEST_BODY,
        "- " * 100_000,
        "> " * 100_000,
        "\n".join("  " * depth + "- a" for depth in range(500)),
        "^[" * 20_000,
        "*a " * 60_000 + "a* " * 60_000,
        "[^1] " * 60_000 + "\n\n[^1]: a",
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 16_000,
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 80_000,
        "# a\n" * 100_000,
        "`" * 100_000,
        "&" * LONGEST_BODY,
    ],
    ids=lambda text: f"{text[:4]!r}x{len(text)}",
)
def test_hostile_texts_are_rendered_or_refused_in_the_end(text: str) -> None:
    try:
        shown = html(text)
    except BodyTooComplex as refused:
        shown = refused.message

    assert shown


@pytest.mark.parametrize("text", ["[" * LONGEST_BODY, "* a\n" * 120_000, "# a\n" * 100_000], ids=lambda text: text[:3])
def test_texts_that_cost_more_than_half_a_megabyte_of_prose_are_refused(text: str) -> None:
    with pytest.raises(BodyTooComplex):
        html(text)


def test_half_a_megabyte_of_prose_is_taken() -> None:
    prose = "Lorem **ipsum** dolor sit [amet](https://example.com/x), `consectetur` adipiscing *elit*.\n\n" * 5_400

    assert html(prose).count("<strong>") == 5_400


def test_a_body_beyond_all_measure_is_refused() -> None:
    with pytest.raises(BodyTooComplex):
        html("a" * (LONGEST_BODY + 1))


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (1000, 5)])
def test_reading_takes_a_minute_for_200_words(words: int, minutes: int) -> None:
    assert reading_time("word " * words) == minutes


def test_marks_are_no_words() -> None:
    assert reading_time("# - * | " * 1000) == 1


class _Reader(HTMLParser):
    """What a browser's parser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.pairs: list[tuple[str, str]] = []

    @classmethod
    def of(cls, text: str) -> "_Reader":
        reader = cls()
        reader.feed(text)
        reader.close()
        return reader

    def attributes(self, name: str) -> list[str]:
        return [value for found, value in self.pairs if found == name]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.pairs += [(name, value or "") for name, value in attrs]
