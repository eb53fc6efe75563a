"""`/api-keys`: make, list and revoke."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer, no_content
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.api_keys.schemas import ApiKey, CreateApiKey, CreatedApiKey
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, write
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import ApiKeyId, parse_id
from contentforge_tenants import api_keys
from contentforge_tenants.access import Permission
from contentforge_tenants.api_keys import ApiKeyInfo

router = APIRouter(prefix=f"{PREFIX}/api-keys", route_class=StrictJsonRoute, tags=["api-keys"], responses=CALLER_ERRORS)

KeyReader = Annotated[Reading, read(Permission.API_KEYS_MANAGE_OWN)]
KeyWriter = Annotated[Writing, write(Permission.API_KEYS_MANAGE_OWN)]


def _shown(info: ApiKeyInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "name": info.name,
        "key_prefix": info.prefix,
        "prefix": info.prefix,
        "scopes": info.scopes,
        "is_active": info.is_active,
        "last_used_at": info.last_used_at,
        "last_used": info.last_used_at,
        "expires_at": info.expires_at,
        "created_at": info.created_at,
    }


@router.post(
    "",
    status_code=201,
    response_model=CreatedApiKey,
    summary="Create an API key",
    responses=conflicts("There are 20 active keys, or this Idempotency-Key was used already."),
    openapi_extra=TOKEN_ONLY,
)
async def create_key(
    body: CreateApiKey, caller: KeyWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Makes a key and shows it, this once. A repeat under the same Idempotency-Key is refused: it cannot be shown."""
    use = await claimed(request, caller, caller.session, idempotency_key)
    if use is not None and use.objects:
        raise Conflict("This Idempotency-Key was already used; a key is shown only once.")
    key, info = await api_keys.create(
        caller.session,
        caller.runtime.keyring,
        caller.tenant,
        caller.user,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        client=client_of(request),
    )
    if use is not None:
        await remember(caller.session, use, [info.id])
    return answer({"key": key, **_shown(info)}, 201)


@router.get("", response_model=list[ApiKey] | Listed[ApiKey], summary="List API keys", openapi_extra=TOKEN_ONLY)
async def list_keys(caller: KeyReader, page: MaybePage) -> Response:
    """One's own keys, newest first, revoked ones included; administrators see everybody's."""
    owner = caller.owner_unless(Permission.API_KEYS_MANAGE_ANY)
    infos, _ = await api_keys.listing(caller.session, caller.tenant, user=owner)
    return bare_or_paged([_shown(info) for info in infos], page)


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key", openapi_extra=TOKEN_ONLY)
async def revoke_key(
    key_id: Annotated[str, Path(description="The key's id.")], caller: KeyWriter, request: Request
) -> Response:
    """Ends a key at once; it stays listed as inactive."""
    key = parse_id(key_id)
    if key is None:
        raise NotFound("API key not found.")
    owner = caller.owner_unless(Permission.API_KEYS_MANAGE_ANY)
    await api_keys.revoke(
        caller.session, caller.tenant, ApiKeyId(key), user=owner, by=caller.user, client=client_of(request)
    )
    return no_content()
