"""`/operator/mails`: what became of each mail, and sending one at once."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contentforge_admin.operator.audited import MAIL
from contentforge_admin.operator.doors import ERRORS, PREFIX, TAG, TOKEN_ONLY, Act, Look, conflicts, known_id
from contentforge_admin.operator.mails.schemas import OperatorMail
from contentforge_admin.operator.reasons import MaybeBecause
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.ids import TenantId
from contentforge_platform.mail import overseen
from contentforge_platform.mail.overseen import MailFilter, MailState
from contentforge_platform.work import NO_TENANT
from contentforge_tenants.operators import Deed, Verb

router = APIRouter(prefix=f"{PREFIX}/mails", route_class=LenientBodyRoute, tags=[TAG], responses=ERRORS)


async def _owner_id(organization_id: Annotated[str, Path(description="As the list tells it.")]) -> TenantId:
    return TenantId(known_id(organization_id, "Mail not found."))


async def _mail_id(mail_id: Annotated[str, Path(description="The mail's id.")]) -> UUID:
    return known_id(mail_id, "Mail not found.")


@router.get("", response_model=Stretched[OperatorMail], summary="The mail log", openapi_extra=TOKEN_ONLY)
async def list_mails(
    caller: Look,
    asked: Annotated[Stretch, Depends(stretch())],
    state: MailState | None = None,
    kind: Annotated[Text | None, Query(max_length=100)] = None,
    recipient: Annotated[Text | None, Query(max_length=320, description="A part of the address.")] = None,
) -> Response:
    """Mails of the last 30 days, newest first; conditions combine. What stands in them is shown to nobody."""
    wanted = MailFilter(state, kind or None, recipient or None)
    mails, cursor = stretched(await overseen.listing(caller.session, wanted, asked), asked, lambda mail: mail.place)
    return json_response({"items": [asdict(mail) for mail in mails], "next_cursor": cursor})


@router.post(
    "/{organization_id}/{mail_id}/retry",
    status_code=204,
    summary="Send a mail at once",
    responses=conflicts("It was sent, given up, or is being sent."),
    openapi_extra=TOKEN_ONLY,
)
async def retry(
    owner: Annotated[TenantId, Depends(_owner_id)],
    mail: Annotated[UUID, Depends(_mail_id)],
    body: MaybeBecause,
    caller: Act,
) -> Response:
    """Tries a mail now that waits for its next attempt. One that was given up has no words any more."""
    await caller.session.enter(owner)
    kind = await overseen.send_now(caller.session, owner, mail)
    concerned = None if owner == NO_TENANT else owner
    new = {"kind": kind, "state": MailState.QUEUED}
    await caller.note(Deed(Verb.RETRY_MAIL, MAIL, mail, concerned, body.reason, None, new))
    return Response(status_code=204)
