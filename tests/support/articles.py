"""Thirty articles in two languages, in which every kind of Markdown occurs, and what must become of it."""

from dataclasses import dataclass
from typing import Any, Final

LOCALES: Final = ("vi", "en")

_TOPICS: Final = (
    ("cà phê", "coffee"),
    ("đường sắt", "railways"),
    ("gốm sứ", "pottery"),
    ("bưu thiếp", "postcards"),
    ("vườn ươm", "nurseries"),
    ("đồng hồ", "clocks"),
    ("bản đồ", "maps"),
    ("chợ nổi", "floating markets"),
    ("đèn lồng", "lanterns"),
    ("thuyền gỗ", "wooden boats"),
)
_ANGLES: Final = (
    ("Lịch sử {}", "A history of {}"),
    ("Nghề làm {} ở Huế", "Who makes {} in Hue"),
    ("Mười điều về {}", "Ten things about {}"),
)


@dataclass(frozen=True)
class Sample:
    """A kind of Markdown.

    Attributes:
        shown: parts of the HTML that becomes of it.
        never: what must not be in that HTML.
    """

    markdown: str
    shown: tuple[str, ...]
    never: tuple[str, ...] = ()


SAMPLES: Final = (
    Sample("# Mở đầu\n\nMột *dòng* và **một nữa**.", (">Mở đầu</h1>", "<em>dòng</em>", "<strong>một nữa</strong>")),
    Sample("Setext\n======\n\nText\n\nBelow\n-----", (">Setext</h1>", ">Below</h2>")),
    Sample("- một\n- hai\n  - hai rưỡi\n\n3. ba\n4. bốn", ("<ul>", "<li>hai rưỡi</li>", '<ol start="3">')),
    Sample("- [ ] to do\n- [x] done", ('type="checkbox"', 'checked="checked"', "task-list-item")),
    Sample("| a | b |\n|:--|--:|\n| 1 | 2 |", ("<table>", '<th style="text-align:left">a</th>', ">2</td>")),
    Sample("```python\nprint('<b>')\n```", ('<pre><code class="language-python">', "&lt;b&gt;")),
    Sample("    four spaces\n    make code", ("<pre><code>four spaces\n",)),
    Sample("> trích\n>\n> > trong trích", ("<blockquote>\n<p>trích</p>", "<p>trong trích</p>")),
    Sample(
        "[inside](/vi/posts/mot), [far] and <https://example.org/a?b=1&c=2>\n\n[far]: https://example.com 'Far'",
        (
            '<a href="/vi/posts/mot">inside</a>',
            '<a href="https://example.com" title="Far" rel="nofollow noopener">',
            'href="https://example.org/a?b=1&amp;c=2"',
        ),
    ),
    Sample("Một chú thích[^1].\n\n[^1]: Ở *dưới*.", ('class="footnote-ref"', '<section class="footnotes">')),
    Sample("above\n\n---\n\nbroken  \nline", ("<hr>", "broken<br>\nline")),
    Sample(
        "~~gone~~, `code`, &copy; and \\*no emphasis\\*", ("<s>gone</s>", "<code>code</code>", "© and *no emphasis*")
    ),
    Sample("<script>alert(1)</script> & <b>bold</b>", ("&lt;script&gt;", "&lt;b&gt;bold"), ("<script", "<b>")),
    Sample("[click](javascript:alert(1)) and ![x](data:text/html;base64,PHM+)", ("[click]",), ("href=", 'src="data')),
    Sample("Chữ có dấu: ắ ằ ẳ ẵ ặ; 漢字; 🏮; \u200fعربي", ("ắ ằ ẳ ẵ ặ; 漢字; 🏮", "عربي")),
)


@dataclass(frozen=True)
class Article:
    """One article, as its author has it in mind."""

    number: int
    titles: dict[str, str]
    samples: dict[str, Sample]

    def translation(self, locale: str, **more: object) -> dict[str, Any]:
        """What is sent of it in one language; its slug is left to the blog."""
        return {
            "locale": locale,
            "title": self.titles[locale],
            "excerpt": f"{self.titles[locale]} ({self.number})",
            "body": f"{self.samples[locale].markdown}\n",
            **more,
        }


def _article(number: int) -> Article:
    topic, angle = _TOPICS[number % len(_TOPICS)], _ANGLES[number // len(_TOPICS)]
    half = len(SAMPLES) // 2
    samples = (SAMPLES[number % len(SAMPLES)], SAMPLES[(number + half) % len(SAMPLES)])
    titles = [form.format(word) for form, word in zip(angle, topic, strict=True)]
    return Article(number, dict(zip(LOCALES, titles, strict=True)), dict(zip(LOCALES, samples, strict=True)))


ARTICLES: Final = tuple(map(_article, range(len(_TOPICS) * len(_ANGLES))))
