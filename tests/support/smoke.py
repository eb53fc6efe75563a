"""What must work after an upgrade or a way back, over HTTP alone: the same for every release since the first."""

import asyncio
from typing import Any, Final
from uuid import uuid4

import httpx

from support.rig_client import Customer, Desk, new_mark
from support.rig_till import RigTill

_PASSED_ON: Final = 60.0


async def smoke(desk: Desk, till: RigTill | None, image: str) -> None:
    """A new person orders texts with an image, edits, buys a plan, makes a key, writes a post, and leaves.

    Nothing is bought without a `till`. `desk` is in front of the API processes that are asked; which workers do the
    work is for the caller to arrange.
    """
    person = await desk.customer()
    await _texts_and_images(person, image)
    if till is not None:
        await pay(person, till, "pro")
    await _keys(person)
    await _posts(person)
    await _leaving(person)


async def _told(person: Customer, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
    answer = await person.send(method, path, body)
    assert answer is not None, f"{method} {path}: no answer"
    assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


async def _texts_and_images(person: Customer, image: str) -> None:
    template = {"name": "Plain", "tone": "professional", "style": "concise", "content_types": ["title"]}
    made = await _told(person, "POST", "/templates", template, status=201)
    job = await person.ended(await person.order(new_mark(), template_id=made["id"], image_urls=[image]))
    assert job["status"] == "completed", job
    [text], [picture] = job["content_items"], job["image_items"]
    assert text["content"]
    assert picture["status"] == "completed", picture
    edited = await _told(person, "PATCH", f"/content/{text['id']}", {"content": "A better text."})
    assert edited["version"] == text["version"] + 1
    assert len(await _told(person, "GET", f"/content/{text['id']}/versions")) == edited["version"]
    ready = await person.http.get(f"{person.bases[0]}/readyz")
    assert ready.status_code == 200, ready.text


async def pay(person: Customer, till: RigTill, plan: str) -> None:
    """Buy a plan on Stripe's page, and wait until the workers have applied what Stripe told."""
    await till.buy(person, plan)
    for happened in await till.events():
        await till.deliver(happened)
    async with asyncio.timeout(_PASSED_ON):
        while (await _told(person, "GET", "/auth/me"))["plan"] != plan:  # noqa: ASYNC110 - it is asked over HTTP
            await asyncio.sleep(0.1)
    assert (await _told(person, "GET", "/usage"))["plan"] == plan


async def _keys(person: Customer) -> None:
    key = await _told(person, "POST", "/api-keys", {"name": "Importer"}, status=201)
    by_key = Customer(person.http, person.journal, person.bases, person.email, person.password)
    answer = await by_key.send("GET", "/content/jobs", headers={"X-API-Key": key["key"]})
    assert answer is not None
    assert answer.status_code == 200, answer.text
    await _told(person, "DELETE", f"/api-keys/{key['id']}", status=204)


async def _posts(person: Customer) -> None:
    """At the site of the person's own organization."""
    slug = (await _told(person, "GET", "/organizations"))[0]["slug"]
    site = f"{person.bases[0]}/t/{slug}/blog/api"
    account = {"email": person.email, "password": person.password}
    entered = await _blog(person.http, "POST", f"{site}/auth/login", account)
    headers = {"Authorization": f"Bearer {entered['accessToken']}"}
    texts = [{"locale": "en", "title": f"A lamp {uuid4().hex[:8]}", "body": "It is made of *steel*."}]
    written = await _blog(person.http, "POST", f"{site}/admin/posts", {"translations": texts}, 201, headers)
    await _blog(person.http, "POST", f"{site}/admin/posts/{written['id']}/publish", {}, 200, headers)
    read = await _blog(person.http, "GET", f"{site}/posts/en/{written['translations'][0]['slug']}")
    assert read["id"] == written["id"], read


async def _blog(
    http: httpx.AsyncClient, method: str, url: str, body: object = None, status: int = 200, headers: Any = None
) -> Any:
    answer = await http.request(method, url, json=body, headers=headers)
    assert answer.status_code == status, f"{method} {url}: {answer.status_code} {answer.text}"
    return answer.json()


async def _leaving(person: Customer) -> None:
    await _told(person, "POST", "/auth/logout")
    answer = await person.send("GET", "/auth/me")
    assert answer is not None
    assert answer.status_code == 401
