"""`/admin/posts/from-content/{contentId}`: from generation to the blog."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, refused, visit
from contentforge_app.apis.blog.posts import render
from contentforge_app.apis.blog.posts.schemas import Camel, Locale, PostWhole
from contentforge_app.apis.blog.posts.writing import make_post
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Visitor
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_blog import sites
from contentforge_blog.posts.create import Draft
from contentforge_blog.posts.from_content import draft_from
from contentforge_content.content.errors import ContentNotFound
from contentforge_platform.database import ReadSession
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(
    prefix=f"{PREFIX}/admin/posts/from-content",
    route_class=LenientBodyRoute,
    tags=["admin: posts"],
    responses=CALLER_ERRORS,
)

PostWriter = Annotated[Visitor, visit(Permission.BLOG_POSTS_WRITE_OWN)]


class FromContent(Camel):
    """In which language the text is."""

    locale: Locale | None = Field(None, examples=["en"], description="One of the site's; its default if absent.")


@router.post(
    "/{content_id}",
    status_code=201,
    response_model=PostWhole,
    summary="Make a draft of a generated text",
    responses=refused(409, "The text is not written yet."),
    openapi_extra=TOKEN_ONLY,
)
async def post_from_content(
    content_id: Annotated[str, Path(description="The content's id, in any of the APIs.")],
    body: FromContent,
    visitor: PostWriter,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """The content stays as it is; later changes to either do not reach the other."""
    item = parse_id(content_id)

    async def drafting(session: ReadSession, caller: Caller) -> Draft:
        if item is None:
            raise ContentNotFound
        locale = body.locale or (await sites.get(session, caller.tenant)).default_locale
        return await draft_from(session, caller.tenant, item, locale)

    post = await make_post(request, visitor, idempotency_key, drafting)
    return answer(render.whole(post, visitor.links), 201, {"ETag": f'"{post.version}"'})
