"""`/audit`: who did what in the organization, and when."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from contentforge_app.apis.common.callers import Reading
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.spans import IsoTime, end_of, start_of
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, read
from contentforge_app.apis.contentforge.listing import AskedPage, Listed, paged
from contentforge_platform.http.text import Text
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants import audit
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Action, AuditFilter, Entry

router = APIRouter(prefix=f"{PREFIX}/audit", tags=["audit"], responses=CALLER_ERRORS)

AuditReader = Annotated[Reading, read(Permission.AUDIT_READ)]
_SHOWN_IN: Final = timedelta(seconds=1)
_NOBODY: Final = UUID(int=0)


class AuditEntry(BaseModel):
    """One line of the log. Values are allow-listed fields, and never secrets."""

    id: UUID
    user_id: UUID | None = Field(description="Null where the system did it by itself.")
    user_name: str | None
    user_email: str | None
    action: Action
    entity: str = Field(examples=["ApiKey"])
    entity_id: UUID | None
    old_value: dict[str, Any] | None
    new_value: dict[str, Any] | None
    ip_address: str | None
    user_agent: str | None
    created_at: datetime


async def _asked(
    user_id: Annotated[Text | None, Query(description="Who did it.")] = None,
    action: Annotated[Action | None, Query()] = None,
    entity: Annotated[Text | None, Query(description="User, ApiKey, Organization, Invitation, Post ...")] = None,
    entity_id: Annotated[Text | None, Query()] = None,
    since: Annotated[IsoTime | None, Query(description="ISO date or time, UTC.")] = None,
    until: Annotated[IsoTime | None, Query(description="The same; a date alone includes that day.")] = None,
) -> AuditFilter:
    """Empty parameters are as good as none; an id that there is not finds nothing."""
    return AuditFilter(
        user=UserId(_id(user_id)) if user_id else None,
        entity=entity or None,
        entity_id=_id(entity_id) if entity_id else None,
        action=None if action is None else action.value,
        since=start_of(since, "since") if since else None,
        until=end_of(until, "until", tick=_SHOWN_IN) if until else None,
    )


def _id(text: str) -> UUID:
    return parse_id(text) or _NOBODY


def _shown(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "user_id": entry.user_id,
        "user_name": entry.user_name,
        "user_email": entry.user_email,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "old_value": entry.old_value,
        "new_value": entry.new_value,
        "ip_address": entry.ip,
        "user_agent": entry.user_agent,
        "created_at": entry.created_at,
    }


@router.get("", response_model=Listed[AuditEntry], summary="The audit log", openapi_extra=TOKEN_ONLY)
async def list_audit(caller: AuditReader, page: AskedPage, asked: Annotated[AuditFilter, Depends(_asked)]) -> Response:
    """The newest first, for OWNER and ADMIN; conditions combine."""
    lines, total = await audit.listing(caller.session, caller.tenant, limit=page.limit, offset=page.offset, asked=asked)
    return paged([_shown(one) for one in lines], total, page)
