"""`/auth`: the sessions of a person, and a session's token for another API."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer, no_content
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth.schemas import EndedSessions, ExchangedToken, Session, TokenRequest
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, NATIVE, PREFIX, read, write
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_platform.errors import NotFound
from contentforge_platform.http.bearer import bearer_token
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.ids import SessionId, parse_id
from contentforge_tenants import audit, sessions
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"], responses=CALLER_ERRORS)

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]


@router.post(
    "/token", response_model=ExchangedToken, summary="A token for another of the APIs", openapi_extra=TOKEN_ONLY
)
async def exchange_token(body: TokenRequest, caller: AccountReader, request: Request) -> Response:
    """Gives an access token of the same session for another API. It ends with the token that is presented here.

    Tokens name no organization: each opens all organizations of the person, under `/t/{slug}/...`.
    """
    runtime = caller.runtime
    presented = runtime.tokens.read(bearer_token(request) or "", NATIVE.value)
    token, seconds = sessions.exchange(runtime.keyring, presented, body.audience)
    shown = {"access_token": token, "token_type": "bearer", "expires_in": seconds, "audience": body.audience}
    return answer(shown)


@router.get(
    "/sessions",
    response_model=list[Session] | Listed[Session],
    summary="List one's sessions",
    openapi_extra=TOKEN_ONLY,
)
async def list_sessions(caller: AccountReader, page: MaybePage) -> Response:
    """Where the signed-in person is signed in, through all APIs, the session used last first."""
    known = await sessions.open_sessions(caller.session, caller.user)
    shown = [
        {
            "id": one.id,
            "api": one.audience,
            "device": one.device,
            "user_agent": one.user_agent,
            "ip_address": one.ip,
            "created_at": one.created_at,
            "last_used_at": one.last_used_at,
            "expires_at": one.expires_at,
            "current": one.id == caller.principal.credential_id,
        }
        for one in known
    ]
    return bare_or_paged(shown, page)


@router.delete("/sessions/{session_id}", status_code=204, summary="End one session", openapi_extra=TOKEN_ONLY)
async def end_session(
    session_id: Annotated[str, Path(description="The session's id.")], caller: AccountWriter, request: Request
) -> Response:
    """Ends one of one's sessions at once, its sockets too; ending the current one signs out."""
    family = parse_id(session_id)
    if family is None:
        raise NotFound("Session not found.")
    await sessions.end_own(caller.session, caller.user, SessionId(family))
    await _note(caller, request)
    return no_content()


@router.post(
    "/sessions/end-others", response_model=EndedSessions, summary="End all other sessions", openapi_extra=TOKEN_ONLY
)
async def end_other_sessions(caller: AccountWriter, request: Request) -> Response:
    """Ends all sessions of the person, in all APIs, but the one that asks."""
    ended = await sessions.end_others(caller.session, caller.user, SessionId(caller.principal.credential_id))
    if ended:
        await _note(caller, request)
    return answer({"ended": ended})


async def _note(caller: Writing, request: Request) -> None:
    actor = audit.Actor(caller.user, client_of(request))
    await audit.record(caller.session, caller.tenant, actor, audit.Action.LOGOUT, audit.USER, caller.user)
