"""Every route of the console shows the fields that its OpenAPI page tells, no others, with values of their types."""

from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from contentforge_app.apis.contentforge.app import build
from contentforge_platform.presence import DutyRun, Presence, note_runs
from support.app import Api, Person
from support.operators import CONSOLE, Operating

ROUTES = (
    *("me", "actions", "organizations", "organizations/{organization_id}", "jobs"),
    *("organizations/{organization_id}/jobs/{job_id}", "inbox", "events", "mails", "health"),
)


def model_of(api: Api, route: str) -> TypeAdapter[Any]:
    [found] = [
        context.original_route
        for context in iter_route_contexts(build(api.runtime).router.routes)
        if context.path_format == f"{CONSOLE}/{route}" and "GET" in (context.methods or ())
    ]
    assert isinstance(found, APIRoute)
    return TypeAdapter(found.response_model)


def shape(value: Any) -> Any:
    """The names of all fields, in the depth."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None


async def something_of_everything(api: Api, operator: Operating, owner: Person) -> str:
    """Rows in every list; the id of a job."""
    job = await api.job(owner, image_urls=["https://shop.example.com/a.jpg"])
    await operator.do("PUT", f"organizations/{owner.organization}/plan-override", plan="enterprise", reason="A pilot")
    await operator.do("POST", f"organizations/{owner.organization}/suspend", reason="A chargeback")
    await Presence(api.runtime.uow, "worker media").tell()
    async with api.runtime.uow.system() as session:
        await note_runs(session, [DutyRun("sweep", 2.0, 1.0), DutyRun("relay", 1.0, 1.0, "OSError")])
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetch(
            "INSERT INTO stripe_event (id, stripe_id, type, happened_at, state, ended_at)"
            " VALUES (gen_random_uuid(), 'evt_1', 'invoice.paid', now(), 'applied', now())"
        )
        await session.fetch(
            "INSERT INTO live_event (organization_id, id, object_kind, object_id, sequence, state, data)"
            " VALUES ($1, gen_random_uuid(), 'job', gen_random_uuid(), 1, 'pending', '{}')",
            owner.organization,
        )
    return str(job["id"])


async def test_every_answer_has_the_shape_that_is_documented(api: Api, operator: Operating) -> None:
    owner = await api.person(plan="pro")
    job = await something_of_everything(api, operator, owner)

    for route in ROUTES:
        told = await operator.get(route.format(organization_id=owner.organization, job_id=job))
        model = model_of(api, route)

        documented = model.dump_python(model.validate_python(told), mode="json")

        assert shape(told) == shape(documented), route
        assert told.get("items", [None]) != [], f"{route} shows nothing"


async def test_what_an_operator_did_outlives_their_account(api: Api, operator: Operating) -> None:
    owner = await api.person()
    await operator.do("POST", f"organizations/{owner.organization}/suspend", reason="A chargeback")
    async with api.runtime.uow.write(None) as session:
        gone = UUID("11111111-1111-4111-8111-111111111111")
        await session.fetch(
            "INSERT INTO operator_action (id, operator_id, action, entity, reason)"
            " VALUES (gen_random_uuid(), $1, 'resume', 'Organization', 'Long ago')",
            gone,
        )

    first, second = await operator.everything("actions")

    assert (first["operator_id"], first["operator"], first["reason"]) == (str(gone), None, "Long ago")
    assert second["operator"]["email"] == operator.person.email
