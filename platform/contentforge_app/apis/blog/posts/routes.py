"""`/admin/posts`: what the staff does with posts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, addresses, read, refused, visit, write
from contentforge_app.apis.blog.listing import listed
from contentforge_app.apis.blog.posts import render
from contentforge_app.apis.blog.posts.filters import IfMatch, asked_filter, expected_versions
from contentforge_app.apis.blog.posts.schemas import (
    ChangePost,
    CreatePost,
    Deleted,
    PostPage,
    PostWhole,
    PreviewToken,
    PublishPost,
    RevisionShown,
)
from contentforge_app.apis.blog.posts.writing import change_of, change_post, draft_of, drafted, fixed, make_post
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Reading, Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.common.requests import client_of
from contentforge_blog import preview, revisions, sites
from contentforge_blog.posts import queries, rollback
from contentforge_blog.posts.change import Change
from contentforge_blog.posts.delete import delete
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.queries import PostFilter
from contentforge_blog.posts.status import Status, Wish
from contentforge_platform.database import ReadSession
from contentforge_platform.http.pagination import Page, lenient_page
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor

router = APIRouter(
    prefix=f"{PREFIX}/admin/posts", route_class=LenientBodyRoute, tags=["admin: posts"], responses=CALLER_ERRORS
)

PostReader = Annotated[Reading, read(Permission.BLOG_POSTS_READ)]
PostWriter = Annotated[Visitor, visit(Permission.BLOG_POSTS_WRITE_OWN)]
Publisher = Annotated[Visitor, visit(Permission.BLOG_POSTS_PUBLISH)]
Restorer = Annotated[Visitor, visit(Permission.BLOG_POSTS_WRITE_ANY)]
Deleter = Annotated[Writing, write(Permission.BLOG_POSTS_DELETE)]
RevisionReader = Annotated[Reading, read(Permission.BLOG_REVISIONS_READ)]
Previewer = Annotated[Writing, write(Permission.BLOG_POSTS_WRITE_OWN)]
PostId = Annotated[str, Path(description="The post's id.")]
Locale = Annotated[str, Path(description="A language of the post.")]
AskedPage = Annotated[Page, Depends(lenient_page(default=20))]
AskedFilter = Annotated[PostFilter, Depends(asked_filter)]

_SLUG_TAKEN = refused(409, "A slug is taken, or a request with this Idempotency-Key is being answered.")
_CHANGED = refused(412, "The post is in no version that `If-Match` names.")
_MOST_DIGITS = 9
_NOTHING = UUID(int=0)


@router.get("", response_model=PostPage, summary="List posts", openapi_extra=TOKEN_ONLY)
async def list_posts(caller: PostReader, page: AskedPage, wanted: AskedFilter) -> Response:
    """The newest first; an AUTHOR sees their own."""
    asked = PostFilter(
        owner=caller.owner_unless(Permission.BLOG_POSTS_WRITE_ANY),
        status=wanted.status,
        category=wanted.category,
        tag=wanted.tag,
        author=wanted.author,
        search=wanted.search,
    )
    posts, total = await queries.page(caller.session, caller.tenant, asked, limit=page.limit, offset=page.offset)
    return listed([render.listed(post) for post in posts], page, total)


@router.post(
    "",
    status_code=201,
    response_model=PostWhole,
    summary="Create a post",
    responses=_SLUG_TAKEN,
    openapi_extra=TOKEN_ONLY,
)
async def create_post(
    body: CreatePost, visitor: PostWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Its author is who makes it."""
    drafting = drafted(draft_of(body))
    return _shown(await make_post(request, visitor, idempotency_key, drafting), visitor, 201)


@router.get("/{post_id}", response_model=PostWhole, summary="Get a post", openapi_extra=TOKEN_ONLY)
async def get_post(post_id: PostId, caller: PostReader) -> Response:
    """One post with its bodies; the ETag is its version."""
    owner = caller.owner_unless(Permission.BLOG_POSTS_WRITE_ANY)
    return _shown(await queries.get(caller.session, caller.tenant, _id(post_id), owner), caller)


@router.patch(
    "/{post_id}",
    response_model=PostWhole,
    summary="Change a post",
    responses={**_SLUG_TAKEN, **_CHANGED},
    openapi_extra=TOKEN_ONLY,
)
async def patch_post(
    post_id: PostId, body: ChangePost, visitor: PostWriter, request: Request, if_match: IfMatch = None
) -> Response:
    """Sets what is given. Translations merge by locale, lists of ids replace."""
    wanted = change_of(body, expected_versions(if_match))
    return _shown(await change_post(request, visitor, _id(post_id), fixed(wanted)), visitor)


@router.delete(
    "/{post_id}", response_model=Deleted, summary="Delete a post", responses=_CHANGED, openapi_extra=TOKEN_ONLY
)
async def delete_post(post_id: PostId, caller: Deleter, request: Request, if_match: IfMatch = None) -> Response:
    """Removes it with all its revisions."""
    actor = Actor(caller.user, client_of(request))
    await delete(caller.session, caller.tenant, actor, _id(post_id), expected_versions(if_match))
    return answer({"success": True})


@router.post(
    "/{post_id}/publish",
    response_model=PostWhole,
    summary="Publish or schedule a post",
    responses=_CHANGED,
    openapi_extra=TOKEN_ONLY,
)
async def publish_post(
    post_id: PostId, body: PublishPost, visitor: Publisher, request: Request, if_match: IfMatch = None
) -> Response:
    """Publishes it now, or at a time to come."""
    wish = Wish(Status.PUBLISHED, body.publish_at, dated=body.publish_at is not None)
    wanted = Change(wish=wish, expected=expected_versions(if_match))
    return _shown(await change_post(request, visitor, _id(post_id), fixed(wanted)), visitor)


@router.post(
    "/{post_id}/unpublish",
    response_model=PostWhole,
    summary="Unpublish a post",
    responses=_CHANGED,
    openapi_extra=TOKEN_ONLY,
)
async def unpublish_post(post_id: PostId, visitor: Publisher, request: Request, if_match: IfMatch = None) -> Response:
    """Makes it a draft, also before it is public."""
    wanted = Change(wish=Wish(Status.DRAFT), expected=expected_versions(if_match))
    return _shown(await change_post(request, visitor, _id(post_id), fixed(wanted)), visitor)


@router.get(
    "/{post_id}/revisions/{locale}",
    response_model=list[RevisionShown],
    summary="List a translation's revisions",
    openapi_extra=TOKEN_ONLY,
)
async def list_revisions(post_id: PostId, locale: Locale, caller: RevisionReader) -> Response:
    """What it said, the newest first."""
    post = await queries.get(caller.session, caller.tenant, _id(post_id))
    found = await revisions.history(caller.session, caller.tenant, post.id, locale)
    return answer([render.revision(one) for one in found])


@router.post(
    "/{post_id}/rollback/{locale}/{version}",
    response_model=PostWhole,
    summary="Roll a translation back",
    responses=_CHANGED,
    openapi_extra=TOKEN_ONLY,
)
async def roll_back(
    post_id: PostId, locale: Locale, version: str, visitor: Restorer, request: Request, if_match: IfMatch = None
) -> Response:
    """Restores all but the slug, as a new revision."""
    post, expected = _id(post_id), expected_versions(if_match)
    is_one = version.isascii() and version.isdigit() and len(version) <= _MOST_DIGITS
    number = int(version) if is_one else 0  # versions count from 1

    async def making(session: ReadSession, caller: Caller) -> Change:
        return await rollback.change_back(session, caller.tenant, post, locale, number, expected)

    return _shown(await change_post(request, visitor, post, making), visitor)


@router.post(
    "/{post_id}/preview-token",
    response_model=PreviewToken,
    summary="Make a preview link",
    openapi_extra=TOKEN_ONLY,
)
async def make_preview_token(post_id: PostId, caller: Previewer) -> Response:
    """Whoever has the link sees the post for 7 days, whatever its status."""
    owner = caller.owner_unless(Permission.BLOG_POSTS_WRITE_ANY)
    hashes = caller.runtime.preview_tokens
    token = await preview.issue(caller.session, caller.tenant, hashes, _id(post_id), caller.user, owner)
    site = await sites.get(caller.session, caller.tenant)
    return answer({"token": token, "url": addresses(caller.links, site).preview(token)})


@router.delete(
    "/{post_id}/preview-token", response_model=Deleted, summary="End preview links", openapi_extra=TOKEN_ONLY
)
async def end_preview_tokens(post_id: PostId, caller: Previewer) -> Response:
    """All links to the post end at once."""
    owner = caller.owner_unless(Permission.BLOG_POSTS_WRITE_ANY)
    await preview.end(caller.session, caller.tenant, _id(post_id), owner)
    return answer({"success": True})


def _id(text: str) -> UUID:
    """What is no id leads as far as one that nothing has: whoever may not ask is told so first."""
    return parse_id(text) or _NOTHING


def _shown(post: Post, who: Reading | Visitor, status: int = 200) -> Response:
    return answer(render.whole(post, who.links), status, {"ETag": f'"{post.version}"'})
