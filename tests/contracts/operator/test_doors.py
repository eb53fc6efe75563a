"""Every route of the console against everybody who might knock. The routes are taken from the app itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from contentforge_app.apis.contentforge.app import build
from contentforge_app.embedded import RunningValkey
from contentforge_tenants import operators, sessions
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.client import UNKNOWN
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.operators import CONSOLE, Operating, operating

NOWHERE = "00000000-0000-4000-8000-000000000000"
# A well-formed body for each change, and what an operator gets who names objects that there are not.
CHANGES: dict[str, dict[str, Any]] = {
    "POST organizations/{organization_id}/suspend": {"reason": "A chargeback"},
    "POST organizations/{organization_id}/resume": {"reason": "It was paid"},
    "PUT organizations/{organization_id}/plan-override": {"plan": "pro", "reason": "A gift"},
    "POST organizations/{organization_id}/plan-override/lift": {"reason": "Enough"},
    "POST organizations/{organization_id}/jobs/{job_id}/retry": {},
    "POST organizations/{organization_id}/jobs/{job_id}/cancel": {},
    "POST organizations/{organization_id}/events/{event_id}/replay": {},
    "POST inbox/{event_id}/replay": {},
    "POST mails/{organization_id}/{mail_id}/retry": {},
}
OBJECTS = {"GET organizations/{organization_id}", "GET organizations/{organization_id}/jobs/{job_id}"}
LISTS = {"GET me", "GET actions", "GET organizations", "GET jobs", "GET inbox", "GET events", "GET mails", "GET health"}


def routes(api: Api) -> Iterator[str]:
    for context in iter_route_contexts(build(api.runtime).router.routes):
        path = context.path_format
        if path is not None and path.startswith(f"{CONSOLE}/"):
            yield from (f"{method} {path.removeprefix(CONSOLE + '/')}" for method in sorted(context.methods or ()))


async def knock(api: Api, route: str, headers: dict[str, str], root: str = "") -> Any:
    method, path = route.split(" ", 1)
    where = path.replace("{", "").replace("}", "")
    for part in [part for part in path.split("/") if part.startswith("{")]:
        where = where.replace(part[1:-1], NOWHERE)
    return await api.client.request(method, f"{root}{CONSOLE}/{where}", json=CHANGES.get(route), headers=headers)


async def test_the_matrix_covers_every_route(api: Api) -> None:
    assert set(routes(api)) == CHANGES.keys() | OBJECTS | LISTS


async def test_only_operators_get_in(api: Api, operator: Operating) -> None:
    owner, member = await api.person(plan="enterprise"), await api.person()
    await api.join(member, owner, Role.VIEWER)
    key = {"X-API-Key": (await api.key(operator.person))["key"]}
    no_operator = (403, {"detail": "This is for operators of this installation."})
    callers: dict[str, tuple[dict[str, str], tuple[int, Any]]] = {
        "nobody": ({}, (401, {"detail": "Not authenticated"})),
        "an owner": (owner.auth, no_operator),
        "a member": (member.auth, no_operator),
        "an operator's key": (key, (403, {"detail": "An API key cannot be used here. Sign in instead."})),
    }

    for route in routes(api):
        for who, (headers, expected) in callers.items():
            answer = await knock(api, route, headers)
            assert (answer.status_code, answer.json()) == expected, f"{who} at {route}"
            assert ("WWW-Authenticate" in answer.headers) == (expected[0] == 401)
        mine = await knock(api, route, operator.person.auth)
        assert mine.status_code == (200 if route in LISTS else 404), f"{route}: {mine.text}"


async def test_an_operator_is_one_for_the_installation_and_not_below_an_organization(
    api: Api, operator: Operating
) -> None:
    below = await knock(api, "GET me", operator.person.auth, f"/t/{operator.person.slug}")

    assert (below.status_code, below.json()) == (404, {"detail": "Not Found"})
    assert (await knock(api, "GET me", operator.person.auth, "/contentforge")).status_code == 200


async def test_a_token_of_another_api_opens_nothing(api: Api, operator: Operating) -> None:
    person = operator.person
    async with api.runtime.uow.write(None) as session:
        pair = await sessions.start(
            session, api.runtime.keyring, person.user_id, person.organization, Audience.CGMS, UNKNOWN
        )

    assert (await knock(api, "GET me", {"Authorization": f"Bearer {pair.access_token}"})).status_code == 401


async def test_an_operator_gets_in_though_their_own_organization_is_suspended(operator: Operating) -> None:
    await operator.do("POST", f"organizations/{operator.person.organization}/suspend", reason="To show it")

    assert (await operator.get("me"))["email"] == operator.person.email


async def test_who_is_dismissed_or_has_signed_out_gets_in_no_more(api: Api, operator: Operating) -> None:
    async with api.runtime.uow.system() as session:
        await operators.dismiss(session, operator.person.user_id)
    assert (await operator.ask("GET", "me")).status_code == 403

    async with api.runtime.uow.system() as session:
        await operators.appoint(session, operator.person.user_id)
    assert (await operator.ask("GET", "me")).status_code == 200

    async with api.runtime.uow.write(None) as session:
        await sessions.end_of_user(session, operator.person.user_id)
    assert (await operator.ask("GET", "me")).status_code == 401


async def test_who_serves_requests_cannot_make_an_operator_or_touch_their_log(api: Api, operator: Operating) -> None:
    person = await api.person()
    forbidden = [
        f"INSERT INTO instance_operator (user_id) VALUES ('{person.user_id}')",
        "SELECT * FROM instance_operator",
        "DELETE FROM instance_operator",
        "SELECT * FROM operator_action",
        "UPDATE operator_action SET reason = 'another'",
        "DELETE FROM operator_action",
    ]

    for statement in forbidden:
        with pytest.raises(Exception, match="permission denied"):
            async with api.runtime.uow.write(None) as session:
                await session.fetch(statement)
    assert (await operator.ask("GET", "me")).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 33, "f" * 32, "é" * 32, "=" * 32])
async def test_a_cursor_that_is_none_is_told_so(operator: Operating, cursor: str) -> None:
    answer = await operator.ask("GET", "actions", params={"cursor": cursor})

    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"][0]["loc"] == ["query", "cursor"]


async def test_the_routes_stand_under_a_tag_of_their_own(api: Api) -> None:
    document = (await api.client.get("/openapi.json")).json()

    ours = {path: at for path, at in document["paths"].items() if path.startswith(CONSOLE)}
    assert len(ours) > 3
    for operations in ours.values():
        for operation in operations.values():
            assert operation["tags"] == ["operator"]
            assert operation["security"] == [{"bearer": []}]
            assert {"401", "403", "404", "422", "429"} <= operation["responses"].keys()


async def test_operators_are_limited_like_everybody_who_is_signed_in(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    limits = {"enabled": True, "principal": 5, "anonymous": 20, "login": 100}
    async with running(settings_for(own_database_urls, valkey, tmp_path, rate_limit=limits)) as api:
        operator = await operating(api)

        statuses = [(await operator.ask("GET", "me")).status_code for _ in range(8)]

        assert statuses[-1] == 429
        assert statuses.count(200) <= 5
        refused = await operator.ask("GET", "me")
        assert refused.json() == {"detail": "Too many requests. Please try again later."}
        assert int(refused.headers["Retry-After"]) >= 1
