"""The wall behind the parser: of what it has made, only what is on a list comes out."""

import re
from typing import Final

import nh3

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS: Final = (
    {"p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "img", "ul", "ol", "li", "input"}
    | {"table", "thead", "tbody", "tr", "th", "td", "sup", "section"}
    | _HEADINGS
)
_ATTRIBUTES: Final = {
    "a": {"href", "title", "rel", "id", "class"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"id", "class"},
    "sup": {"class"},
    "section": {"class"},
    "hr": {"class"},
    "code": {"class"},
    "th": {"style"},
    "td": {"style"},
    "input": {"class", "checked", "disabled"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_CLASSES: Final = frozenset(
    {"footnote-ref", "footnotes", "footnotes-sep", "footnotes-list", "footnote-item", "footnote-backref"}
    | {"contains-task-list", "task-list-item", "task-list-item-checkbox", "enabled"}
)
_LANGUAGE: Final = re.compile(r"language-[A-Za-z0-9+#._-]{1,40}", re.ASCII)
_ALIGNED: Final = re.compile(r"text-align:(?:left|center|right)", re.ASCII)
_SCHEMES: Final = {"http", "https", "mailto", "tel"}


def sanitize(html: str, prefix: str) -> str:
    """The part of `html` that is on the list. Ids, and links to them, begin with `prefix`.

    So two posts on one page do not clash, and no heading takes an id that the page's own scripts look for.
    """

    def kept(tag: str, name: str, value: str) -> str | None:
        match name:
            case "id":
                return f"{prefix}-{value}"
            case "href" if value.startswith("#"):
                return f"#{prefix}-{value[1:]}"
            case "class":
                return _classes(tag, value)
            case "style":
                return value if _ALIGNED.fullmatch(value) else None
            case _:
                return value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        url_schemes=_SCHEMES,
        link_rel=None,  # the parser has said which links are foreign
    )


def _classes(tag: str, value: str) -> str | None:
    if tag == "code":
        return value if _LANGUAGE.fullmatch(value) else None
    return " ".join(name for name in value.split() if name in _CLASSES) or None
