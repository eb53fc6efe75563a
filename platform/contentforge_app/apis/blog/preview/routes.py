"""`/preview/{token}`: a post to whoever holds a link to it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from contentforge_app.apis.blog.doors import PREFIX, PUBLIC_ERRORS, PublicReader, refused
from contentforge_app.apis.blog.posts import render
from contentforge_app.apis.blog.public.schemas import PreviewedPost
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_blog import preview
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.view import PostView
from contentforge_blog.sites import Site
from contentforge_platform.http.text import Text

router = APIRouter(prefix=f"{PREFIX}/preview", tags=["preview"], responses=PUBLIC_ERRORS)

_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@router.get(
    "/{token}",
    response_model=PreviewedPost,
    summary="Preview a post",
    responses=refused(404, "The link is none, has expired or was ended."),
    openapi_extra=PUBLIC,
)
async def show_preview(
    token: Annotated[Text, Path(description="From `POST /admin/posts/{id}/preview-token`.")],
    reader: PublicReader,
    locale: Annotated[Text | None, Query(description="A language of the post; else the site's default.")] = None,
) -> Response:
    """The post as readers would see it, whatever its status."""
    async with reader.reading() as session:
        post = await preview.opened(session, reader.site.tenant, reader.runtime.preview_tokens, token)
    view = PostView.in_locale(post, _language(post, reader.site, locale))
    return answer(render.public(view, reader.links), headers=_PRIVATE)


def _language(post: Post, site: Site, wanted: str | None) -> str:
    """The wanted language if the post has it, else the site's own, else the first that there is."""
    having = [one.locale for one in post.translations]
    return next((one for one in ((wanted or "").lower(), site.default_locale) if one in having), having[0])
