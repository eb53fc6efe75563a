"""`/operator/events`: live events, and publishing one once more."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contentforge_admin.operator.audited import LIVE_EVENT
from contentforge_admin.operator.doors import ERRORS, PREFIX, TAG, TOKEN_ONLY, Act, Look, OrganizationId, known_id
from contentforge_admin.operator.events.schemas import OperatorEvent
from contentforge_admin.operator.reasons import MaybeBecause
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.events import overseen
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import TenantId
from contentforge_tenants.operators import Deed, Verb

router = APIRouter(prefix=PREFIX, route_class=LenientBodyRoute, tags=[TAG], responses=ERRORS)


class Publication(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"


async def _event_id(event_id: Annotated[str, Path(description="The event's id.")]) -> UUID:
    return known_id(event_id, "Event not found.")


@router.get("/events", response_model=Stretched[OperatorEvent], summary="List live events", openapi_extra=TOKEN_ONLY)
async def list_events(
    caller: Look,
    asked: Annotated[Stretch, Depends(stretch())],
    publication: Annotated[
        Publication, Query(description="A healthy bus leaves nothing waiting for more than 2 seconds.")
    ] = Publication.WAITING,
    organization_id: UUID | None = None,
) -> Response:
    """Events that wait for the bus, or those that were published within a day, the latest first."""
    organization = None if organization_id is None else TenantId(organization_id)
    published = publication is Publication.PUBLISHED
    found = await overseen.listing(caller.session, asked, published=published, organization=organization)
    events, cursor = stretched(found, asked, lambda event: event.place)
    return json_response({"items": [_shown(event) for event in events], "next_cursor": cursor})


@router.post(
    "/organizations/{organization_id}/events/{event_id}/replay",  # noqa: FAST003 - the dependencies read them
    status_code=204,
    summary="Publish an event again",
    openapi_extra=TOKEN_ONLY,
)
async def replay(
    organization: OrganizationId, event: Annotated[UUID, Depends(_event_id)], body: MaybeBecause, caller: Act
) -> Response:
    """Puts an event on the bus once more; sockets that have heard it are not told again."""
    await caller.session.enter(organization)
    told = await overseen.replay(caller.session, organization, event)
    new = {name: getattr(told, name) for name in ("object_kind", "object_id", "sequence", "state")}
    await caller.note(Deed(Verb.REPLAY_EVENT, LIVE_EVENT, event, organization, body.reason, None, new))
    return Response(status_code=204)


def _shown(event: overseen.OverseenEvent) -> dict[str, object]:
    shown = asdict(event)
    del shown["moment"]
    return shown
