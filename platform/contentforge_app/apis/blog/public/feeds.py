"""`/sitemap.xml`, `/rss/{locale}.xml`: a site's posts for search engines and readers of feeds."""

from typing import Final

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.blog.doors import PREFIX, PUBLIC_ERRORS, PublicReader, Reader, addresses, refused
from contentforge_app.apis.blog.public.answering import public_answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_blog import public
from contentforge_blog.feeds import PER_SITEMAP, rss, sitemap, sitemap_index
from contentforge_platform.errors import NotFound

router = APIRouter(prefix=PREFIX, tags=["public"], responses=PUBLIC_ERRORS)

_IN_A_FEED: Final = 50
_SITEMAP: Final = "application/xml; charset=utf-8"
_RSS: Final = "application/rss+xml; charset=utf-8"
_MOST_FILES: Final = 50_000
# The protocol allows 50,000 pages. That many take seconds of this process and twenty megabytes, which no copy is kept
# of, whenever somebody asks for them; 2,000 in two languages fit into a copy.
MOST_LINES: Final = 8_000
"""Lines of one file: each page has one, and one for each language that it is said to be found in."""


class UnknownFeed(NotFound):
    """There is no such feed of this site."""

    code = "unknown_feed"

    def __init__(self) -> None:
        super().__init__("Feed not found")


@router.get("/sitemap.xml", summary="The sitemap", openapi_extra=PUBLIC, response_class=Response)
async def get_sitemap(request: Request, reader: PublicReader) -> Response:
    """All published pages with their other languages; an index of files where one may not hold them."""
    async with reader.reading() as session:
        posts, pages = await public.count_pages(session, reader.site.tenant)
    if pages < PER_SITEMAP and pages * _lines(reader) < MOST_LINES:
        return public_answer(request, await _file(reader, 0, PER_SITEMAP), _SITEMAP)
    root = f"{reader.links.base()}{request.scope.get('root_path', '')}{PREFIX}/sitemaps"
    files = -(-posts // _per_file(reader))
    return public_answer(request, sitemap_index([f"{root}/{number}.xml" for number in range(1, files + 1)]), _SITEMAP)


@router.get(
    "/sitemaps/{number}.xml",
    summary="A part of a large sitemap",
    responses=refused(404, "There is no such part."),
    openapi_extra=PUBLIC,
    response_class=Response,
)
async def get_part(request: Request, number: str, reader: PublicReader) -> Response:
    """As the index of a large site names it."""
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 0 < int(number) <= _MOST_FILES):  # noqa: PLR2004 - digits of the most files
        raise UnknownFeed
    size = _per_file(reader)
    return public_answer(request, await _file(reader, (int(number) - 1) * size, size), _SITEMAP)


@router.get(
    "/rss/{locale}.xml",
    summary="The feed of one language",
    responses=refused(404, "The site has no such language."),
    openapi_extra=PUBLIC,
    response_class=Response,
)
async def get_rss(request: Request, locale: str, reader: PublicReader) -> Response:
    """The newest posts as RSS 2.0."""
    code = locale.lower()
    if code not in reader.site.locales:
        raise UnknownFeed
    async with reader.reading() as session:
        posts = await public.newest(session, reader.site.tenant, code, _IN_A_FEED)
    return public_answer(request, rss(posts, code, addresses(reader.links, reader.site)), _RSS)


def _per_file(reader: Reader) -> int:
    """Posts in one file, each of which may have a page in every language."""
    languages = len(reader.site.locales)
    return max(1, min(PER_SITEMAP // (languages + 1), MOST_LINES // (languages * _lines(reader))))


def _lines(reader: Reader) -> int:
    """Of a page that is there in every language: itself, these, and the one for all others."""
    return len(reader.site.locales) + 2


async def _file(reader: Reader, offset: int, limit: int) -> bytes:
    async with reader.reading() as session:
        posts = await public.addresses(session, reader.site.tenant, limit=limit, offset=offset)
    if offset and not posts:
        raise UnknownFeed
    return sitemap(posts, addresses(reader.links, reader.site), home=offset == 0)
