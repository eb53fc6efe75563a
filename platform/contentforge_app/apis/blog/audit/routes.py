"""`/admin/audit-logs`: who did what, and when."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, read
from contentforge_app.apis.blog.listing import Meta, listed
from contentforge_app.apis.common.callers import Reading
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.spans import IsoTime, end_of, start_of
from contentforge_platform.http.pagination import MAX_PER_PAGE, Page, lenient_page
from contentforge_platform.http.text import Text
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants import audit
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import AuditFilter, Entry

router = APIRouter(prefix=f"{PREFIX}/admin/audit-logs", tags=["admin: audit"], responses=CALLER_ERRORS)

AuditReader = Annotated[Reading, read(Permission.AUDIT_READ)]
AskedPage = Annotated[Page, Depends(lenient_page(default=20, maximum=MAX_PER_PAGE))]
_SHOWN_IN: Final = timedelta(seconds=1)
_NOTHING: Final = UUID(int=0)


class AuditUser(BaseModel):
    """Who did it."""

    id: UUID
    name: str
    email: str


class AuditLine(BaseModel):
    """One line of the log. Values are allow-listed fields, and never secrets."""

    id: UUID
    user_id: UUID | None = Field(alias="userId", description="Null where the system did it by itself.")
    action: str = Field(examples=["PUBLISH"])
    entity: str = Field(examples=["Post"])
    entity_id: UUID | None = Field(alias="entityId")
    old_value: dict[str, Any] | None = Field(alias="oldValue")
    new_value: dict[str, Any] | None = Field(alias="newValue")
    ip_address: str | None = Field(alias="ipAddress")
    user_agent: str | None = Field(alias="userAgent")
    created_at: datetime = Field(alias="createdAt")
    user: AuditUser | None


class AuditPage(BaseModel):
    """One page of the log."""

    data: list[AuditLine]
    meta: Meta


async def _asked(
    entity: Annotated[Text | None, Query(description="Post, User, Media, Category, Tag, Site ...")] = None,
    entity_id: Annotated[Text | None, Query(alias="entityId")] = None,
    user_id: Annotated[Text | None, Query(alias="userId")] = None,
    action: Annotated[Text | None, Query(description="CREATE, UPDATE, DELETE, PUBLISH, LOGIN or LOGOUT.")] = None,
    start_date: Annotated[IsoTime | None, Query(alias="startDate", description="ISO date or time, UTC.")] = None,
    end_date: Annotated[
        IsoTime | None, Query(alias="endDate", description="ISO date or time, UTC; a date alone includes that day.")
    ] = None,
) -> AuditFilter:
    """Empty parameters are as good as none; what there is none of finds nothing."""
    user = _id(user_id)
    return AuditFilter(
        user=None if user is None else UserId(user),
        entity=entity or None,
        entity_id=_id(entity_id),
        action=action.upper() if action else None,
        since=start_of(start_date, "startDate") if start_date else None,
        until=end_of(end_date, "endDate", tick=_SHOWN_IN) if end_date else None,
    )


def _id(text: str | None) -> UUID | None:
    return (parse_id(text) or _NOTHING) if text else None


def _shown(entry: Entry) -> dict[str, object]:
    user = {"id": entry.user_id, "name": entry.user_name, "email": entry.user_email}
    return {
        "id": entry.id,
        "userId": entry.user_id,
        "action": entry.action,
        "entity": entry.entity,
        "entityId": entry.entity_id,
        "oldValue": entry.old_value,
        "newValue": entry.new_value,
        "ipAddress": entry.ip,
        "userAgent": entry.user_agent,
        "createdAt": entry.created_at,
        "user": None if entry.user_email is None else user,
    }


@router.get("", response_model=AuditPage, summary="The audit log", openapi_extra=TOKEN_ONLY)
async def list_audit_logs(
    caller: AuditReader, page: AskedPage, asked: Annotated[AuditFilter, Depends(_asked)]
) -> Response:
    """The newest first; conditions combine."""
    lines, total = await audit.listing(caller.session, caller.tenant, limit=page.limit, offset=page.offset, asked=asked)
    return listed([_shown(one) for one in lines], page, total)
