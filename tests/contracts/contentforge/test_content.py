"""Content generation, as the contract's tables and notes say."""

from typing import Any

import pytest

from support.app import API, Api

JOB = {
    "id",
    "user_id",
    "source_type",
    "source_url",
    "source_data",
    "template_id",
    "content_types",
    "tags",
    "content_types_done",
    "run_at",
    "status",
    "provider",
    "model",
    "error_message",
    "content_items",
    "image_items",
    "created_at",
    "completed_at",
}
ITEM = {"id", "job_id", "content_type", "content", "word_count", "version", "created_at"}
IMAGE = {
    "id",
    "job_id",
    "original_url",
    "format",
    "status",
    "width",
    "height",
    "size_bytes",
    "optimized_url",
    "variants",
    "error_message",
    "created_at",
}
TYPES = ["title", "description", "meta_description", "keywords", "bullet_points"]


async def test_generating_from_a_url_answers_the_job(api: Api) -> None:
    person = await api.person()
    order = {
        "source_type": "url",
        "source_url": "https://shop.example.com/mug",
        "content_types": ["title", "keywords"],
        "image_urls": ["https://shop.example.com/mug.jpg"],
    }

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert answer.status_code == 201
    job = answer.json()
    assert set(job) == JOB
    assert job["user_id"] == str(person.user_id)
    assert job["source_type"] == "url"
    assert job["source_url"] == "https://shop.example.com/mug"
    assert job["status"] == "pending"
    assert job["content_items"] == []
    [image] = job["image_items"]
    assert set(image) == IMAGE
    assert image["original_url"] == "https://shop.example.com/mug.jpg"
    assert image["format"] == "webp"
    assert image["status"] == "pending"
    assert image["optimized_url"] is None
    assert answer.headers["location"] == f"{API}/content/jobs/{job['id']}"


async def test_a_finished_job_has_a_text_of_each_type(api: Api) -> None:
    person = await api.person()

    job = await api.finished_job(person)

    assert job["status"] == "completed"
    assert [item["content_type"] for item in job["content_items"]] == TYPES
    for item in job["content_items"]:
        assert set(item) == ITEM
        assert item["word_count"] == len(item["content"].split())
        assert item["version"] == 1
        assert item["job_id"] == job["id"]
    assert job["provider"] == "local"
    assert job["source_data"]["name"] == "Copper Kettle"
    assert job["completed_at"].endswith("Z")


async def test_an_address_without_a_scheme_is_https(api: Api) -> None:
    person = await api.person()

    job = await api.job(person, source_type="url", source_url="shop.example.com/mug", source_data=None)

    assert job["source_url"] == "https://shop.example.com/mug"


@pytest.mark.parametrize(
    "order",
    [
        {"source_type": "url"},
        {"source_type": "url", "source_url": "ftp://shop.example.com"},
        {"source_type": "url", "source_url": "not a url"},
        {"source_type": "csv"},
        {"source_type": "csv", "csv_data": "sku\n1"},
        {"source_type": "manual"},
        {"source_type": "manual", "source_data": {"price": 3}},
        {"source_type": "poem"},
        {"source_type": "manual", "source_data": {"name": "x"}, "content_types": ["haiku"]},
        {"source_type": "manual", "source_data": {"name": "x"}, "image_urls": ["nonsense url"]},
        {},
    ],
)
async def test_an_order_that_cannot_be_filled_is_refused(api: Api, order: dict[str, Any]) -> None:
    person = await api.person()

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert answer.status_code == 422
    for problem in answer.json()["detail"]:
        assert set(problem) == {"loc", "msg", "type"}
    listed = await api.client.get(f"{API}/content/jobs", headers=person.auth)
    assert listed.json() == {"items": [], "total": 0, "page": 1, "per_page": 20}


async def test_a_csv_of_one_row_is_one_job(api: Api) -> None:
    person = await api.person()

    job = await api.job(person, source_type="csv", csv_data="name;price\nMug;12,50 EUR", source_data=None)

    assert job["source_type"] == "csv"
    assert job["source_data"]["name"] == "Mug"


async def test_bulk_makes_one_job_for_each_address(api: Api) -> None:
    person = await api.person(plan="pro")
    urls = ["https://shop.example.com/1", "https://shop.example.com/2"]

    answer = await api.client.post(f"{API}/content/generate/bulk", json={"urls": urls}, headers=person.auth)

    assert answer.status_code == 201
    assert [job["source_url"] for job in answer.json()["jobs"]] == urls
    assert all(set(job) == JOB for job in answer.json()["jobs"])


async def test_bulk_needs_a_plan_that_includes_it(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(
        f"{API}/content/generate/bulk", json={"urls": ["https://shop.example.com/1"]}, headers=person.auth
    )

    assert answer.status_code == 403
    assert "Free" in answer.json()["detail"]


@pytest.mark.parametrize("order", [{}, {"urls": []}, {"urls": ["https://a.example.com"] * 101}, {"csv_data": ""}])
async def test_bulk_without_products_or_with_too_many_is_refused(api: Api, order: dict[str, Any]) -> None:
    person = await api.person(plan="pro")

    answer = await api.client.post(f"{API}/content/generate/bulk", json=order, headers=person.auth)

    assert answer.status_code == 422


async def test_an_uploaded_csv_is_bulk(api: Api) -> None:
    person = await api.person(plan="pro")
    file = {"file": ("products.csv", b"\xef\xbb\xbfname,price\nMug,12\nKettle,49\n", "text/csv")}

    answer = await api.client.post(
        f"{API}/content/generate/csv", files=file, data={"content_types": ["title"]}, headers=person.auth
    )

    assert answer.status_code == 201
    assert [job["source_data"]["name"] for job in answer.json()["jobs"]] == ["Mug", "Kettle"]


async def test_an_uploaded_csv_without_a_header_is_refused_with_the_row(api: Api) -> None:
    person = await api.person(plan="pro")
    file = {"file": ("products.csv", b"Mug,12\nKettle,49\n", "text/csv")}

    answer = await api.client.post(f"{API}/content/generate/csv", files=file, headers=person.auth)

    assert answer.status_code == 422
    assert "ow 1" in answer.json()["detail"][0]["msg"]


async def test_the_limit_of_the_plan_is_a_403_that_says_so(api: Api) -> None:
    person = await api.person()
    for _ in range(10):
        await api.job(person)
    order = {"source_type": "manual", "source_data": {"name": "One too many"}}

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert answer.status_code == 403
    assert "limit" in answer.json()["detail"]


async def test_more_images_than_are_left_are_refused(api: Api) -> None:
    person = await api.person()
    urls = [f"https://shop.example.com/{n}.jpg" for n in range(6)]
    order = {"source_type": "manual", "source_data": {"name": "x"}, "image_urls": urls}

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert answer.status_code == 403
    assert "limit" in answer.json()["detail"]


async def test_jobs_are_listed_newest_first_in_pages(api: Api) -> None:
    person = await api.person()
    ids = [(await api.job(person))["id"] for _ in range(3)]

    first = (await api.client.get(f"{API}/content/jobs?per_page=2", headers=person.auth)).json()
    second = (await api.client.get(f"{API}/content/jobs?per_page=2&page=2", headers=person.auth)).json()

    assert set(first) == {"items", "total", "page", "per_page"}
    assert [job["id"] for job in (*first["items"], *second["items"])] == ids[::-1]
    assert (first["total"], second["page"], second["per_page"]) == (3, 2, 2)
    assert all(set(job) == JOB for job in first["items"])


async def test_an_unknown_job_is_not_found(api: Api) -> None:
    person = await api.person()

    answer = await api.client.get(f"{API}/content/jobs/00000000-0000-4000-8000-000000000000", headers=person.auth)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Generation job not found."}


async def test_deleting_a_job_takes_its_texts_along_but_not_the_usage(api: Api) -> None:
    person = await api.person()
    job = await api.finished_job(person)
    item = job["content_items"][0]["id"]

    answer = await api.client.delete(f"{API}/content/jobs/{job['id']}", headers=person.auth)

    assert answer.status_code == 204
    assert answer.content == b""
    gone = await api.client.patch(f"{API}/content/{item}", json={"content": "x"}, headers=person.auth)
    assert gone.status_code == 404
    usage = (await api.client.get(f"{API}/usage", headers=person.auth)).json()
    assert usage["metrics"][0]["used"] == 1


async def test_a_cancelled_job_costs_nothing(api: Api) -> None:
    person = await api.person()
    job = await api.job(person)

    answer = await api.client.post(f"{API}/content/jobs/{job['id']}/cancel", headers=person.auth)

    assert answer.status_code == 200
    assert answer.json()["status"] == "cancelled"
    usage = (await api.client.get(f"{API}/usage", headers=person.auth)).json()
    assert usage["metrics"][0]["used"] == 0
    again = await api.client.post(f"{API}/content/jobs/{job['id']}/cancel", headers=person.auth)
    assert again.status_code == 409


async def test_editing_makes_the_next_version_and_counts_the_words(api: Api) -> None:
    person = await api.person()
    item = (await api.finished_job(person))["content_items"][0]

    answer = await api.client.patch(
        f"{API}/content/{item['id']}", json={"content": "four words of mine"}, headers=person.auth
    )

    assert answer.status_code == 200
    told = answer.json()
    assert set(told) >= ITEM
    assert (told["content"], told["version"], told["word_count"]) == ("four words of mine", 2, 4)
    versions = (await api.client.get(f"{API}/content/{item['id']}/versions", headers=person.auth)).json()
    assert [(v["version"], v["origin"]) for v in versions] == [(2, "edited"), (1, "generated")]


async def test_a_rollback_restores_the_generated_text(api: Api) -> None:
    person = await api.person()
    item = (await api.finished_job(person))["content_items"][0]
    await api.client.patch(f"{API}/content/{item['id']}", json={"content": "mine"}, headers=person.auth)

    answer = await api.client.post(f"{API}/content/{item['id']}/rollback", headers=person.auth)

    assert answer.status_code == 200
    assert answer.json()["content"] == item["content"]
    assert answer.json()["version"] == 3


async def test_regenerating_makes_a_job_of_that_one_type(api: Api) -> None:
    person = await api.person()
    item = (await api.finished_job(person))["content_items"][0]

    answer = await api.client.post(f"{API}/content/{item['id']}/regenerate", headers=person.auth)

    assert answer.status_code == 201
    assert set(answer.json()) == JOB
    twice = await api.client.post(f"{API}/content/{item['id']}/regenerate", headers=person.auth)
    assert twice.status_code == 409
    await api.workshop.run()
    job = (await api.client.get(f"{API}/content/jobs/{answer.json()['id']}", headers=person.auth)).json()
    [written] = job["content_items"]
    assert (written["id"], written["version"]) == (item["id"], 2)
