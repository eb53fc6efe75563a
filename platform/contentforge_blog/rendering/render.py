"""A body, rendered: what readers see of it, how long it takes them, and the words by which it is found."""

from dataclasses import dataclass
from typing import Final

from contentforge_blog.rendering.budget import LARGEST_HTML, BodyTooComplex, Budget
from contentforge_blog.rendering.markdown import make_parser, to_html
from contentforge_blog.rendering.sanitize import sanitize

LONGEST_BODY: Final = 500_000
_WORDS_PER_MINUTE: Final = 200
# The parser takes a table in one step, in which nobody asks for the budget.
_MOST_BARS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made of a Markdown text. `reading_time` is in minutes, at least one."""

    html: str
    reading_time: int


def render(text: str, *, prefix: str, own_host: str | None = None, within: Budget | None = None) -> Rendered:
    """Render `text`. It may take some seconds of this thread; see `Renderer`.

    Args:
        text: Markdown, at most LONGEST_BODY characters.
        prefix: begins every id in the HTML.
        own_host: the site's own host, links to which are not foreign.
        within: what this text and others may cost together.

    Raises:
        BodyTooComplex: it costs more than a body may.
    """
    if len(text) > LONGEST_BODY or text.count("|") > _MOST_BARS:
        raise BodyTooComplex
    html = to_html(make_parser(), text, own_host, Budget(within=within))
    if len(html) > LARGEST_HTML:
        raise BodyTooComplex
    return Rendered(sanitize(html, prefix), reading_time(text))


def reading_time(text: str) -> int:
    """Whole minutes at 200 words a minute, rounded up, at least one. Marks that stand alone are no words."""
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return max(1, -(-words // _WORDS_PER_MINUTE))
