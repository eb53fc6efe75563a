"""Pages for people: plain HTML, no script, nothing from elsewhere."""

from contentforge_billing.sandbox.pages.html import Child, Html, join, tag
from contentforge_billing.sandbox.pages.layout import (
    STYLE_PATH,
    Page,
    gone_on,
    guarded,
    not_found,
    notice,
    page,
    read_form,
    style,
)

__all__ = [
    "STYLE_PATH",
    "Child",
    "Html",
    "Page",
    "gone_on",
    "guarded",
    "join",
    "not_found",
    "notice",
    "page",
    "read_form",
    "style",
    "tag",
]
