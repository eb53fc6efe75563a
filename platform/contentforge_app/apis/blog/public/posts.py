"""`/posts`: what has been published."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from contentforge_app.apis.blog.doors import PREFIX, PUBLIC_ERRORS, PublicReader, addresses, refused
from contentforge_app.apis.blog.listing import meta
from contentforge_app.apis.blog.posts import render
from contentforge_app.apis.blog.public.answering import public_json
from contentforge_app.apis.blog.public.schemas import MovedPost, PublicPage, PublicPost
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_blog import public
from contentforge_blog.feeds import json_ld
from contentforge_blog.public import Moved, PublicFilter
from contentforge_platform.http.pagination import Page, lenient_page
from contentforge_platform.http.text import Text
from contentforge_platform.ids import parse_id

router = APIRouter(prefix=f"{PREFIX}/posts", tags=["public"], responses=PUBLIC_ERRORS)

AskedPage = Annotated[Page, Depends(lenient_page(default=10, maximum=50))]
_NOTHING = UUID(int=0)


async def _asked(
    locale: Annotated[Text, Query(description="Posts that have a text in this language.")] = "",
    category_id: Annotated[Text, Query(alias="categoryId")] = "",
    tag_id: Annotated[Text, Query(alias="tagId")] = "",
    search: Annotated[Text, Query(description="Words, in any case and with or without marks.")] = "",
) -> PublicFilter:
    """Empty parameters are as good as none; what there is none of finds nothing."""
    return PublicFilter(
        locale=locale.strip().lower() or None,
        category=_id(category_id),
        tag=_id(tag_id),
        search=search or None,
    )


@router.get("", response_model=PublicPage, summary="List published posts", openapi_extra=PUBLIC)
async def list_posts(
    request: Request, reader: PublicReader, page: AskedPage, wanted: Annotated[PublicFilter, Depends(_asked)]
) -> Response:
    """The newest first, without bodies; found ones by how well they fit."""
    async with reader.reading() as session:
        posts, total = await public.page(
            session, reader.site.tenant, wanted, reader.counts, limit=page.limit, offset=page.offset
        )
    data = [render.public_item(post, reader.links) for post in posts]
    return public_json(request, {"data": data, "meta": meta(page, total)})


@router.get(
    "/{locale}/{slug}",
    response_model=PublicPost,
    summary="A published post",
    responses={
        **refused(404, "Nothing is published there."),
        308: {
            "model": MovedPost,
            "description": "The post is found under another slug now.",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "Where in this API it is found."}},
        },
    },
    openapi_extra=PUBLIC,
)
async def get_post(
    request: Request,
    reader: PublicReader,
    locale: Annotated[Text, Path(description="A language of the site.")],
    slug: Annotated[Text, Path(description="The post's slug in that language.")],
) -> Response:
    """With its text in this language, and its JSON-LD."""
    try:
        async with reader.reading() as session:
            post = await public.by_slug(session, reader.site.tenant, locale.lower(), slug)
    except Moved as moved:
        return _moved(request, moved)
    shown = render.public(post, reader.links)
    linked = json_ld(post, addresses(reader.links, reader.site), reader.links.to_media)
    return public_json(request, {**shown, "jsonLd": linked})


def _moved(request: Request, moved: Moved) -> Response:
    root = request.scope.get("root_path", "")
    told = {
        "statusCode": 308,
        "message": "Moved permanently",
        "locale": moved.locale,
        "slug": moved.slug,
    }
    where = f"{root}{PREFIX}/posts/{quote(moved.locale)}/{quote(moved.slug)}"
    return answer(told, 308, {"Location": where, "Cache-Control": "public, max-age=0, s-maxage=60"})


def _id(text: str) -> UUID | None:
    return (parse_id(text) or _NOTHING) if text else None
