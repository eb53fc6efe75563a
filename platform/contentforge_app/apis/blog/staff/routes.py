"""`/admin/users`: who works for the site, as what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, read, refused, visit, write
from contentforge_app.apis.blog.listing import listed
from contentforge_app.apis.blog.roles import shown_role
from contentforge_app.apis.blog.staff.schemas import ChangeUser, CreateUser, Removed, UserPage, UserShown
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Reading, Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.doors import INVITATIONS
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.common.verified import require_verified
from contentforge_blog import sites
from contentforge_blog.changes import PublicChange, announce
from contentforge_platform.http.pagination import Page, lenient_page
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants import accounts, memberships
from contentforge_tenants.access import Permission
from contentforge_tenants.accounts import Hire
from contentforge_tenants.memberships import Manager, Member, MemberChange

router = APIRouter(
    prefix=f"{PREFIX}/admin/users", route_class=LenientBodyRoute, tags=["admin: users"], responses=CALLER_ERRORS
)

StaffReader = Annotated[Reading, read(Permission.BLOG_STAFF_MANAGE)]
StaffManager = Annotated[Writing, write(Permission.BLOG_STAFF_MANAGE)]
Hirer = Annotated[Visitor, visit(Permission.BLOG_STAFF_MANAGE)]
AskedPage = Annotated[Page, Depends(lenient_page(default=20))]
UserPath = Annotated[str, Path(description="The person's id.")]

_NOBODY = UUID(int=0)
_KEEPS_ONE = refused(409, "The last administrator must stay, or the person has not accepted yet.")


def _shown(member: Member) -> dict[str, object]:
    return {
        "id": member.user_id,
        "email": member.email,
        "name": member.name,
        "avatar": member.avatar_url,
        "role": shown_role(member.role),
        "isActive": member.is_active,
        "isInvited": member.is_invited,
        "createdAt": member.created_at,
        "updatedAt": member.updated_at,
    }


@router.get("", response_model=UserPage, summary="List the staff", openapi_extra=TOKEN_ONLY)
async def list_users(
    caller: StaffReader,
    page: AskedPage,
    search: Annotated[Text | None, Query(description="Stands in name or address.")] = None,
) -> Response:
    """Everybody who works or worked for the site, oldest first."""
    members, total = await memberships.members(
        caller.session, caller.tenant, limit=page.limit, offset=page.offset, search=search
    )
    return listed([_shown(one) for one in members], page, total)


@router.post(
    "",
    status_code=201,
    response_model=UserShown,
    summary="Take somebody in",
    responses=refused(409, "The person is a member already, or a request with this Idempotency-Key is being answered."),
    openapi_extra=TOKEN_ONLY,
    dependencies=[INVITATIONS],
)
async def create_user(
    body: CreateUser, visitor: Hirer, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Makes an account. Whoever has one already is invited by mail, and stays inactive until they accept."""
    async with visitor.uow.read(visitor.opening) as session:
        require_verified(visitor.admit(session), "take people in")
    wanted = await accounts.prepare_hire(
        visitor.runtime.keyring, email=body.email, name=body.name, password=body.password, role=body.role
    )
    return answer(_shown(await _hired(visitor, request, idempotency_key, wanted)), 201)


async def _hired(visitor: Visitor, request: Request, key: str | None, wanted: Hire) -> Member:
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        use = await claimed(request, caller, session, key)
        if use is not None and use.objects:
            return await memberships.member(session, caller.tenant, UserId(use.objects[0]))
        slug = caller.principal.organization_slug
        actor = _manager(caller, request).actor
        hired = await accounts.hire(session, visitor.runtime.keyring, caller.tenant, slug, actor, wanted)
        if use is not None:
            await remember(session, use, [hired.user_id])
        return hired


@router.patch(
    "/{user_id}",
    response_model=UserShown,
    summary="Change name, role or standing",
    responses={**refused(404, "There is no such person here."), **_KEEPS_ONE},
    openapi_extra=TOKEN_ONLY,
)
async def change_user(user_id: UserPath, body: ChangeUser, caller: StaffManager, request: Request) -> Response:
    """Changes how this site knows a person; their account is theirs alone. A role acts on the next request."""
    wanted = MemberChange(name=body.name, role=body.role, is_active=body.is_active)
    changed = await memberships.change(caller.session, caller.tenant, _manager(caller, request), _user(user_id), wanted)
    if body.name is not None:  # readers see it beside posts
        site = await sites.get(caller.session, caller.tenant)
        await announce(caller.session, caller.tenant, PublicChange("author.changed", frozenset(site.locales)))
    return answer(_shown(changed))


@router.delete(
    "/{user_id}",
    response_model=Removed,
    summary="Put somebody out",
    responses={**refused(404, "There is no such person here."), **_KEEPS_ONE},
    openapi_extra=TOKEN_ONLY,
)
async def remove_user(user_id: UserPath, caller: StaffManager, request: Request) -> Response:
    """Ends their sessions here at once. What they wrote stays; an invitation is withdrawn."""
    await memberships.put_out(caller.session, caller.tenant, _manager(caller, request), _user(user_id))
    return answer({"success": True})


def _manager(caller: Caller, request: Request) -> Manager:
    return Manager(caller.user, caller.principal.role, client_of(request))


def _user(text: str) -> UserId:
    return UserId(parse_id(text) or _NOBODY)
