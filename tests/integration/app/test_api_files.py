"""Optimised images: an address that opens for a while, never the place where they are stored."""

from urllib.parse import urlsplit

import pytest

from contentforge_content.images import repository
from contentforge_content.images.repository import Optimised
from contentforge_tenants import organizations
from support.app import API, Api, Person

BODY = b"RIFF\x00\x00\x00\x00WEBPVP8 "


async def stored_image(api: Api, person: Person) -> str:
    job = await api.job(person, image_urls=["https://shop.example.com/a.jpg"])
    image = job["image_items"][0]["id"]
    keys = {name: f"{person.organization}/images/{image}/{name}.webp" for name in ("full", "sm")}
    for key in keys.values():
        await api.runtime.storage.put(key, BODY, content_type="image/webp")
    small = {"key": keys["sm"], "width": 320, "height": 200, "size_bytes": len(BODY)}
    done = Optimised(640, 400, len(BODY), keys["full"], {"sm": small})
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE image SET status = 'processing' WHERE job_id::text = $1", job["id"])
        row = await session.fetchrow("SELECT id FROM image WHERE job_id::text = $1", job["id"])
        assert row is not None
        assert await repository.complete(session, person.organization, row["id"], done)
    return str(image)


async def test_a_finished_image_has_addresses_that_open(api: Api) -> None:
    person = await api.person()
    image = await stored_image(api, person)

    told = (await api.client.get(f"{API}/images/{image}", headers=person.auth)).json()

    assert told["status"] == "completed"
    assert (told["width"], told["height"], told["size_bytes"]) == (640, 400, len(BODY))
    assert "object_key" not in told
    assert set(told["variants"]["sm"]) == {"url", "width", "height", "size_bytes"}
    for url in (told["optimized_url"], told["variants"]["sm"]["url"]):
        assert url.startswith("http://localhost/files/")
        file = await api.client.get(url)
        assert (file.status_code, file.content) == (200, BODY)
        assert file.headers["content-type"] == "image/webp"
        assert file.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in file.headers["content-security-policy"]


async def test_jobs_and_lists_tell_the_same_addresses(api: Api) -> None:
    person = await api.person()
    await stored_image(api, person)

    [job] = (await api.client.get(f"{API}/content/jobs", headers=person.auth)).json()["items"]
    [listed] = (await api.client.get(f"{API}/images", headers=person.auth)).json()["items"]

    assert job["image_items"] == [listed]


@pytest.mark.parametrize("change", ["signature=x", "until=1", "until=99999999999", "until=" + "9" * 5000, ""])
async def test_a_link_that_was_not_made_here_opens_nothing(api: Api, change: str) -> None:
    person = await api.person()
    image = await stored_image(api, person)
    url = (await api.client.get(f"{API}/images/{image}", headers=person.auth)).json()["optimized_url"]
    parts = urlsplit(url)
    changed = change.split("=", maxsplit=1)[0]
    kept = [pair for pair in parts.query.split("&") if not pair.startswith(f"{changed}=")]
    query = "&".join([*kept, change])

    answer = await api.client.get(f"{parts.path}?{query if change else ''}")

    assert answer.status_code == 404


async def test_a_link_to_what_a_shut_organization_has_opens_nothing(api: Api) -> None:
    person = await api.person()
    image = await stored_image(api, person)
    url = (await api.client.get(f"{API}/images/{image}", headers=person.auth)).json()["optimized_url"]

    async with api.runtime.uow.write(person.organization) as session:
        await organizations.suspend(session, person.organization, "A chargeback")
    shut = await api.client.get(url)
    async with api.runtime.uow.write(person.organization) as session:
        await organizations.resume(session, person.organization)

    assert (shut.status_code, (await api.client.get(url)).status_code) == (404, 200)


async def test_deleting_an_image_leaves_its_job(api: Api) -> None:
    person = await api.person()
    image = await stored_image(api, person)

    assert (await api.client.delete(f"{API}/images/{image}", headers=person.auth)).status_code == 204

    [job] = (await api.client.get(f"{API}/content/jobs", headers=person.auth)).json()["items"]
    assert job["image_items"] == []
