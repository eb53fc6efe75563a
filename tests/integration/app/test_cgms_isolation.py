"""What the matrix of routes does not ask of cgms: its lists, its keys, and the ways that lead to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants.access import Role
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.prompt_apis import CGMS

ORDER = {"prompt": "A kettle for strangers", "contentType": "product-description"}
FILTERS = ["", "search=kettle", "search=product", "status=queued", "contentType=product-description", "limit=100"]


@pytest.mark.parametrize("query", FILTERS)
async def test_no_filter_shows_anything_of_another_organization(api: Api, query: str) -> None:
    owner, stranger = await api.person(), await api.person()
    mine, theirs = await CGMS.guest(api, owner), await CGMS.guest(api, stranger)
    await mine("POST", "/content/generate", ORDER)

    told = (await theirs("GET", f"/content?{query}")).json()

    assert (told["data"], told["meta"]["total"], told["meta"]["pages"]) == ([], 0, 0)
    assert (await mine("GET", f"/content?{query}")).json()["meta"]["total"] == 1


async def test_the_same_key_of_idempotency_is_another_one_for_everybody(api: Api) -> None:
    key = {"Idempotency-Key": "import-7"}
    guests = [await CGMS.guest(api, await api.person()) for _ in range(2)]

    made = [(await guest("POST", "/content/generate", ORDER, headers=key)).json()["data"] for guest in guests]

    assert made[0]["contentId"] != made[1]["contentId"]
    assert (await guests[1]("GET", f"/content/{made[0]['contentId']}")).status_code == 404


async def test_an_api_key_opens_content_by_its_scopes_and_never_an_account(api: Api) -> None:
    owner = await api.person(plan="pro")
    reading = {"X-API-Key": (await api.key(owner, scopes=["read"]))["key"]}
    revoked = await api.key(owner)
    await api.client.delete(f"/api/v1/api-keys/{revoked['id']}", headers=owner.auth)

    listed = await api.client.get(f"{CGMS.base}/content", headers=reading)
    ordered = await api.client.post(f"{CGMS.base}/content/generate", json=ORDER, headers=reading)
    me = await api.client.get(f"{CGMS.base}/auth/me", headers=reading)
    ended = await api.client.get(f"{CGMS.base}/content", headers={"X-API-Key": revoked["key"]})

    assert [one.status_code for one in (listed, ordered, me, ended)] == [200, 403, 403, 401]
    assert all(one.json()["success"] is False for one in (ordered, me, ended))


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.VIEWER, {"generate": 403, "PATCH": 403, "regenerate": 403, "DELETE": 403}),
        (Role.AUTHOR, {"generate": 202, "PATCH": 404, "regenerate": 404, "DELETE": 404}),
        (Role.EDITOR, {"generate": 202, "PATCH": 200, "regenerate": 202, "DELETE": 200}),
    ],
)
async def test_a_members_role_says_what_of_others_they_may_touch(
    prompt_api: Api, role: Role, statuses: dict[str, int]
) -> None:
    owner, member = await prompt_api.person(plan="pro"), await prompt_api.person()
    await prompt_api.join(member, owner, role)
    ids = await CGMS.order(prompt_api, await CGMS.guest(prompt_api, owner))
    await prompt_api.workshop.run()
    guest = await CGMS.guest(prompt_api, member)
    auth = {"Authorization": f"Bearer {guest.token}"}
    there = f"/t/{owner.slug}{CGMS.base}/content"
    text = f"{there}/{ids['content_id']}"

    asked = {
        "PATCH": await prompt_api.client.patch(text, json={"title": "x"}, headers=auth),
        "regenerate": await prompt_api.client.post(f"{text}/regenerate", headers=auth),
        "DELETE": await prompt_api.client.delete(text, headers=auth),
        "generate": await prompt_api.client.post(f"{there}/generate", json=ORDER, headers=auth),
    }

    assert {name: answer.status_code for name, answer in asked.items()} == statuses


@pytest.fixture
async def hosted(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    hosts = {"copy.test": "cgms"}
    async with running(settings_for(database_urls, valkey, tmp_path, hosts=hosts)) as started:
        yield started


async def test_at_a_host_of_its_own_it_answers_with_exactly_the_paths_of_its_document(hosted: Api) -> None:
    guest = await CGMS.guest(hosted, await hosted.person())
    auth = {"Authorization": f"Bearer {guest.token}"}

    me = await hosted.client.get("http://copy.test/api/v1/auth/me", headers=auth)
    below = await hosted.client.get("http://copy.test/cgms/api/v1/auth/me", headers=auth)
    native = await hosted.client.get("http://copy.test/api/v1/usage", headers=auth)
    docs = await hosted.client.get("http://copy.test/docs")

    assert (me.status_code, below.status_code, native.status_code, docs.status_code) == (200, 404, 404, 200)
    assert below.json() == {"success": False, "message": "Not Found"}
