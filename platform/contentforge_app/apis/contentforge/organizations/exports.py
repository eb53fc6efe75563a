"""`/organizations/{slug}/exports`: everything that an organization has, as an archive."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Reading, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, write
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_app.apis.contentforge.organizations.named import IN_NAMED_ORGANIZATION
from contentforge_app.apis.contentforge.organizations.schemas import Export
from contentforge_app.takeout import COLLECTIONS
from contentforge_platform.errors import NotFound
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import parse_id
from contentforge_tenants import exports
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor
from contentforge_tenants.exports import Export as Known

router = APIRouter(
    prefix=f"{PREFIX}/organizations/{{slug}}/exports",
    route_class=StrictJsonRoute,
    tags=["exports"],
    responses=CALLER_ERRORS,
    dependencies=[IN_NAMED_ORGANIZATION],
)

OwnerReader = Annotated[Reading, read(Permission.ORGANIZATION_OWN)]
OwnerWriter = Annotated[Writing, write(Permission.ORGANIZATION_OWN)]


def _shown(caller: Caller, one: Known) -> dict[str, object]:
    return {
        "id": one.id,
        "requested_by": one.user_id,
        "state": one.state.value,
        "collections_done": one.collections_done,
        "collections_total": one.collections_total,
        "rows_done": one.rows_done,
        "size_bytes": one.size_bytes,
        "error_message": one.error,
        "url": None if one.object_key is None else caller.links.to(one.object_key),
        "created_at": one.created_at,
        "finished_at": one.finished_at,
        "expires_at": one.expires_at,
    }


@router.post(
    "",
    status_code=202,
    response_model=Export,
    summary="Export everything",
    responses=conflicts("An export is being made."),
    openapi_extra=TOKEN_ONLY,
)
async def create_export(caller: OwnerWriter, request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Has a ZIP made: JSON lines, a file for each kind of object, and `files.jsonl` with the addresses of stored files.

    It is made in the background and kept for seven days. Secrets are not part of it.
    """
    use = await claimed(request, caller, caller.session, idempotency_key)
    if use is not None and use.objects:
        made = await exports.find(caller.session, caller.tenant, use.objects[0])
        return answer(_shown(caller, made), 202)
    actor = Actor(caller.user, client_of(request))
    made = await exports.begin(caller.session, caller.tenant, actor, caller.user, collections=len(COLLECTIONS))
    if use is not None:
        await remember(caller.session, use, [made.id])
    return answer(_shown(caller, made), 202)


@router.get("", response_model=list[Export] | Listed[Export], summary="List exports", openapi_extra=TOKEN_ONLY)
async def list_exports(caller: OwnerReader, page: MaybePage) -> Response:
    """The last hundred, newest first."""
    known = await exports.listing(caller.session, caller.tenant)
    return bare_or_paged([_shown(caller, one) for one in known], page)


@router.get("/{export_id}", response_model=Export, summary="How an export stands", openapi_extra=TOKEN_ONLY)
async def get_export(export_id: Annotated[str, Path(description="The export's id.")], caller: OwnerReader) -> Response:
    """Its progress; once it is done, an address that is good for a while: ask again for another."""
    export = parse_id(export_id)
    if export is None:
        raise NotFound("Export not found.")
    return answer(_shown(caller, await exports.find(caller.session, caller.tenant, export)))
