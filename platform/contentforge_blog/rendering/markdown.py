"""The dialect: CommonMark with tables, strikethrough, footnotes, task lists and addressable headings; no raw HTML."""

from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from contentforge_blog.rendering.budget import Budget, budget_plugin
from contentforge_platform.text import slugify

FOREIGN: Final = "nofollow noopener"
OWN_HOST: Final = "own_host"
# Deep enough for whoever writes by hand; each level costs several frames of the stack.
_DEEPEST: Final = 60


def make_parser() -> MarkdownIt:
    """A parser for `parse`; it keeps nothing between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin).use(budget_plugin)
    parser.core.ruler.push("heading_ids", _name_headings)
    parser.core.ruler.push("foreign_links", _mark_foreign)
    return parser


def to_html(parser: MarkdownIt, text: str, own_host: str | None, budget: Budget) -> str:
    """HTML that is still to be sanitised. Links to other hosts than `own_host` say that they are foreign.

    Raises:
        BodyTooComplex: the budget is used up.
    """
    environment = {**budget.environment(), OWN_HOST: own_host}
    tokens = parser.parse(text, environment)
    html = parser.renderer.render(tokens, parser.options, environment)
    return str(html)


def _name_headings(state: StateCore) -> None:
    """Give each heading the slug of its words as its id, numbered where it repeats."""
    taken: set[str] = set()
    repeats: dict[str, int] = {}
    for opening, line in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        slug = slugify(_words(line), "section")
        name = slug
        while name in taken:
            repeats[slug] = repeats.get(slug, 1) + 1
            name = f"{slug}-{repeats[slug]}"
        taken.add(name)
        opening.attrSet("id", name)


def _words(line: Token) -> str:
    return "".join(part.content for part in line.children or () if part.type in {"text", "code_inline"})


def _mark_foreign(state: StateCore) -> None:
    """Search engines give no credit for links to other sites, which get no handle on the page that they open from."""
    own = state.env.get(OWN_HOST)
    for line in state.tokens:
        for part in line.children or ():
            if part.type == "link_open" and _is_foreign(str(part.attrGet("href") or ""), own):
                part.attrSet("rel", FOREIGN)


def _is_foreign(href: str, own: str | None) -> bool:
    try:
        host = urlsplit(href).netloc
    except ValueError:
        return True
    return host not in {"", own}
