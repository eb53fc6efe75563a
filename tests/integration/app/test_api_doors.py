"""Every route of the native API without an id, taken from its document, against everybody who might knock there.

Those with an id stand in `test_api_isolation`, the console's in `tests/contracts/operator`.
"""

from collections.abc import Mapping

import httpx

from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api
from support.hostile import Comer, Documented, documented
from support.operators import CONSOLE
from support.prompt_apis import CGMS

OPEN = {
    *("POST auth/register", "POST auth/login", "POST auth/login/second-factor", "POST auth/refresh"),
    *("POST auth/forgot-password", "POST auth/reset-password", "POST auth/verify-email", "POST auth/confirm-email"),
    *("POST auth/claim", "POST invitations/look", "POST webhooks/stripe", "GET billing/plans", "GET health"),
}
# What a member gets who may only look: their own account is theirs, of the organization's things they read some.
VIEWER = {
    "GET content/jobs": 200,
    "POST content/jobs/tags": 403,
    "GET content/tags": 200,
    "POST content/generate": 403,
    "POST content/generate/bulk": 403,
    "POST content/generate/csv": 403,
    "POST templates": 403,
    "GET templates": 200,
    "GET images": 200,
    "GET usage": 200,
    "GET usage/daily": 200,
    "GET usage/members": 403,
    "GET usage/alerts": 200,
    "GET usage/export": 403,
    "GET auth/me": 200,
    "POST auth/logout": 200,
    "POST auth/change-password": 200,
    "POST auth/token": 200,
    "GET auth/sessions": 200,
    "POST auth/sessions/end-others": 200,
    "GET auth/second-factor": 200,
    "POST auth/second-factor": 201,
    "POST auth/second-factor/confirm": 409,
    "POST auth/second-factor/recovery-codes": 409,
    "POST auth/second-factor/disable": 409,
    "POST auth/resend-verification": 200,
    "GET auth/account": 200,
    "PATCH auth/account": 200,
    "POST auth/change-email": 200,
    "POST auth/account/delete": 200,
    "POST auth/account/keep": 409,
    "POST auth/provision": 403,
    "POST api-keys": 403,
    "GET api-keys": 403,
    "GET billing/current": 403,
    "GET billing/overview": 403,
    "GET billing/entitlements": 200,
    "POST billing/checkout": 403,
    "POST billing/portal": 403,
    "GET organizations": 200,
    "POST organizations": 201,
    "POST invitations/accept": 400,
    "GET audit": 403,
}
EMAIL = "somebody-new@example.com"
ORDER = {"source_type": "manual", "source_data": {"name": "Kettle"}, "urls": ["https://shop.example.com/kettle"]}
SAID = {
    "password": PASSWORD,
    "current_password": PASSWORD,
    "new_password": "another battery",
    "plan": "pro",
    **ORDER,
    "email": EMAIL,
}


async def routes(api: Api) -> dict[str, Documented]:
    document = (await api.client.get("/openapi.json")).json()
    return {
        f"{one.method} {one.path.removeprefix(API + '/')}": one
        for one in documented(document, SAID)
        if "{" not in one.path and not one.path.startswith(CONSOLE)
    }


async def knock(api: Api, one: Documented, headers: Mapping[str, str], root: str = "") -> httpx.Response:
    request = one.filled(Comer(root, headers, {}))
    sent = {name.decode(): value.decode() for name, value in request.headers}
    return await api.client.request(one.method, request.target.decode(), content=request.body, headers=sent)


async def test_the_matrix_covers_every_route_without_an_id(api: Api) -> None:
    assert set(await routes(api)) == OPEN | set(VIEWER)


async def test_nobody_gets_in_without_a_good_credential_of_this_organization(api: Api) -> None:
    owner, stranger = await api.person(plan="pro"), await api.person(plan="pro")
    guest = await CGMS.guest(api, owner)
    ended, revoked = await api.person(), await api.key(owner)
    await api.client.post(f"{API}/auth/logout", headers=ended.auth)
    await api.client.delete(f"{API}/api-keys/{revoked['id']}", headers=owner.auth)
    key = {"X-API-Key": (await api.key(stranger))["key"]}
    below = f"/t/{owner.slug}"
    known = await routes(api)

    for route in VIEWER:
        for expected, who, headers, root in (
            (401, "nobody", {}, ""),
            (401, "a revoked key", {"X-API-Key": revoked["key"]}, ""),
            (401, "who signed out", ended.auth, ""),
            (401, "a token of another API", {"Authorization": f"Bearer {guest.token}"}, ""),
            (404, "another organization's owner", stranger.auth, below),
            (404, "another organization's key", key, below),
        ):
            answer = await knock(api, known[route], headers, root)
            assert answer.status_code == expected, f"{who} at {route}: {answer.text}"
            assert ("WWW-Authenticate" in answer.headers) == (expected == 401)


async def test_who_may_only_look_reads_and_keeps_their_own_account(api: Api) -> None:
    owner = await api.person(plan="pro")
    answers = {}

    for route, one in (await routes(api)).items():
        if route in VIEWER:
            viewer = await api.person()
            await api.join(viewer, owner, Role.VIEWER)
            answers[route] = (await knock(api, one, viewer.auth, f"/t/{owner.slug}")).status_code

    assert answers == VIEWER
