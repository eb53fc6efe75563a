"""`/operator/inbox`: Stripe's events, and applying one once more."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contentforge_admin.operator.audited import STRIPE_EVENT
from contentforge_admin.operator.doors import ERRORS, PREFIX, TAG, TOKEN_ONLY, Act, Look, conflicts, known_id
from contentforge_admin.operator.inbox.schemas import OperatorInboxEvent
from contentforge_admin.operator.reasons import MaybeBecause
from contentforge_billing.inbox import overseen
from contentforge_billing.inbox.overseen import EventState
from contentforge_billing.subscriptions import NotBilled
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.work import NO_TENANT
from contentforge_tenants.operators import Deed, Verb

router = APIRouter(prefix=f"{PREFIX}/inbox", route_class=LenientBodyRoute, tags=[TAG], responses=ERRORS)


async def _event_id(event_id: Annotated[str, Path(description="Our own id of the event.")]) -> UUID:
    return known_id(event_id, "Event not found.")


@router.get("", response_model=Stretched[OperatorInboxEvent], summary="List Stripe's events", openapi_extra=TOKEN_ONLY)
async def list_inbox(
    caller: Look,
    asked: Annotated[Stretch, Depends(stretch())],
    state: EventState | None = None,
    type_: Annotated[Text | None, Query(alias="type", max_length=100)] = None,
) -> Response:
    """What Stripe has told, received last first; what ended is kept for 30 days."""
    found = await overseen.listing(caller.session, asked, state=state, type_=type_ or None)
    events, cursor = stretched(found, asked, lambda event: event.place)
    return json_response({"items": [asdict(event) for event in events], "next_cursor": cursor})


@router.post(
    "/{event_id}/replay",
    status_code=204,
    summary="Apply an event again",
    responses=conflicts("It waits to be applied anyway, nothing follows from its type, or billing is off."),
    openapi_extra=TOKEN_ONLY,
)
async def replay(event: Annotated[UUID, Depends(_event_id)], body: MaybeBecause, caller: Act) -> Response:
    """Has a worker look at what the event names, as it is at Stripe by then: harmless, however often."""
    await caller.session.enter(NO_TENANT)
    replayed = await overseen.replay(caller.session, event)
    if not caller.console.billed:
        raise NotBilled
    told = {"stripe_id": replayed.stripe_id, "type": replayed.type}
    old, new = {**told, "state": replayed.state}, {**told, "state": EventState.RECEIVED}
    await caller.note(Deed(Verb.REPLAY_INBOX, STRIPE_EVENT, event, None, body.reason, old, new))
    return Response(status_code=204)
