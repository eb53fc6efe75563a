"""What all pages have: the frame, the warning that no money moves, and headers that let nothing else in."""

import hashlib
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from contentforge_billing.sandbox.pages.html import Child, Html, join, tag

STYLE: Final = (files(__package__ or "") / "sandbox.css").read_text(encoding="utf-8")
STYLE_PATH: Final = f"/_assets/{hashlib.sha256(STYLE.encode()).hexdigest()[:12]}.css"

_LARGEST_FORM: Final = 100_000
_MOST_FIELDS: Final = 50

Page = Callable[[Request], Awaitable[Response]]


def page(title: str, *content: Child, wide: bool = False, status: int = 200, may_go_to: str = "") -> Response:
    """A whole page. `may_go_to`: the origin to which its forms may lead in the end."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} - Sandbox"),
        tag("link", rel="stylesheet", href=STYLE_PATH),
        tag("link", rel="icon", href="data:,"),
    )
    main = tag("main", *content, class_="wide" if wide else None, id="main")
    body = tag("body", tag("a", "Skip to content", class_="skip", href="#main"), _banner(), main, _footer())
    document = join(Html("<!doctype html>"), tag("html", head, body, lang="en"))
    return Response(document, status, _headers(may_go_to), "text/html; charset=utf-8")


def notice(title: str, text: str, *more: Child, status: int = 200) -> Response:
    """A page with one thing to say."""
    return page(title, tag("section", tag("h1", title), tag("p", text), *more, class_="card notice"), status=status)


def not_found() -> Response:
    return notice("Nothing here", "This link leads nowhere. It may have been mistyped.", status=404)


def gone_on(address: str) -> Response:
    """Send a browser on after a form, with a GET."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def style(_: Request) -> Response:
    return Response(STYLE, 200, {"Cache-Control": "public, max-age=31536000, immutable"}, "text/css; charset=utf-8")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; nothing of one that is too large or not text."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return {}
    return {name: value.replace("\x00", "") for name, value in pairs}


def guarded(handler: Page) -> Page:
    """Refuse forms that another site's page sends."""

    async def serve(request: Request) -> Response:
        if request.method == "POST" and _is_foreign(request):
            return notice("Refused", "This form was sent by another site.", status=403)
        return await handler(request)

    return serve


def _is_foreign(request: Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        # Our own pages send no referrer, for which browsers put `null`; the other header still tells.
        return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    return origin != f"{request.url.scheme}://{request.headers.get('Host', '')}"


def _banner() -> Html:
    return tag(
        "header",
        tag("strong", "Sandbox"),
        tag("span", "No money moves. This page is a local stand-in for Stripe."),
        class_="banner",
        role="banner",
    )


def _footer() -> Html:
    return tag("footer", tag("p", "ContentForge sandbox. Never enter a real card: only test numbers are taken."))


def _headers(may_go_to: str) -> dict[str, str]:
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {may_go_to}".strip()
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }
