"""What the notes to the document promise beyond its examples."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_content.pieces import create
from contentforge_content.vocabulary import ContentType
from support.accounts import Guest, new_account, success_guest
from support.app import PASSWORD, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.prompt_apis import CGMS, WRITER

BASE = "/writer/api/v1"
ORDER = {"topic": "TypeScript programming language basics", "contentType": "article"}


def failed(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


def installation(
    urls: DatabaseUrls, valkey: RunningValkey, folder: Path, **changes: Any
) -> AbstractAsyncContextManager[Api]:
    return running(settings_for(urls, valkey, folder, **changes))


async def content(guest: Guest, item: str) -> dict[str, Any]:
    answer = await guest("GET", f"/content/{item}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["data"]["content"]
    return told


async def order(guest: Guest, **changes: object) -> str:
    answer = await guest("POST", "/content", {**ORDER, **changes})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["data"]["content"]["id"])


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 seconds"), (5, "5 seconds"), (60, "1 minute"), (90, "1 minute 30 seconds")]
)
async def test_the_delay_that_is_told_is_the_operators(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, seconds: float, words: str
) -> None:
    generation = {"hold_seconds": seconds}
    async with installation(database_urls, valkey, tmp_path, generation=generation) as api:
        guest = await success_guest(api, "/writer")

        answer = await guest("POST", "/content", ORDER)

    assert answer.json()["data"]["expectedDelay"] == words


async def test_one_account_opens_every_api_with_one_password(held_api: Api) -> None:
    account = new_account()
    await held_api.client.post("/cgms/api/v1/auth/register", json=account)

    here = await held_api.client.post(f"{BASE}/auth/login", json={"email": account["email"], "password": PASSWORD})
    again = await held_api.client.post(f"{BASE}/auth/register", json=account)

    assert here.status_code == 200
    assert (again.status_code, again.json()) == (400, failed("User with this email already exists"))


async def test_an_account_without_a_name_shows_the_part_before_the_at(held_api: Api) -> None:
    person = await held_api.person()
    guest = await WRITER.guest(held_api, person)

    user = (await guest("GET", "/auth/me")).json()["data"]["user"]

    assert (user["name"], UUID(user["id"])) == (person.email.partition("@")[0], person.user_id)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": "x" * 100}, 201),
        ({"name": "x" * 101}, 400),
        ({"password": "x" * 128}, 201),
        ({"password": "x" * 129}, 400),
        ({"email": 5}, 400),
        ({"password": ["correct horse battery"]}, 400),
    ],
)
async def test_names_and_passwords_have_their_bounds(held_api: Api, changes: dict[str, object], status: int) -> None:
    answer = await held_api.client.post(f"{BASE}/auth/register", json=new_account(**changes))

    assert answer.status_code == status, answer.text
    assert answer.json()["success"] is (status == 201)


async def test_an_operator_may_refuse_common_passwords(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with installation(database_urls, valkey, tmp_path, auth={"refuse_common_passwords": True}) as api:
        answer = await api.client.post(f"{BASE}/auth/register", json=new_account(password="password123"))

    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert "password123" not in answer.text


async def test_a_deleted_order_is_called_off_and_costs_nothing(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/writer")
    made = [await order(guest) for _ in range(10)]
    await guest("DELETE", f"/content/{made[0]}")

    assert await prompt_api.workshop.run() == 9
    assert (await guest("POST", "/content", ORDER)).status_code == 202
    assert (await guest("POST", "/content", ORDER)).status_code == 403


async def test_a_failed_order_says_why_and_costs_nothing(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/writer")
    item = await order(guest)
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation().give_up(claim, "The model refused.")

    told = (await guest("GET", f"/content/job/content-{item}/status")).json()["data"]

    assert told["jobStatus"] == {"state": "failed", "progress": 100, "failedReason": "The model refused."}
    assert told["content"] == {"id": item, "jobStatus": "failed", "generatedContent": None}
    assert (await content(guest, item))["jobStatus"] == "failed"
    for _ in range(10):
        await order(guest)


async def test_a_text_that_was_put_early_is_shown_while_its_job_waits(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)

    told = (await guest("PUT", f"/content/{item}", {"generatedContent": "My own words."})).json()["data"]["content"]

    assert (told["generatedContent"], told["content"], told["jobStatus"]) == (
        "My own words.",
        "My own words.",
        "queued",
    )


async def test_an_edit_before_the_text_is_there_may_send_back_what_was_read(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)
    read = await content(guest, item)

    answer = await guest("PUT", f"/content/{item}", {**read, "topic": "Renamed"})

    assert answer.status_code == 200
    told = answer.json()["data"]["content"]
    assert (told["topic"], told["content"]) == ("Renamed", None)
    assert told["prompt"] == read["prompt"]


async def test_a_topic_may_have_500_characters_of_any_script(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    topic = "Đặc sản Việt Nam 🍜 {topic} %s \\ '".ljust(500, "ữ")

    item = await order(guest, topic=topic)

    told = await content(guest, item)
    assert told["topic"] == topic
    assert told["prompt"].endswith(topic)


async def test_a_job_may_be_asked_after_by_its_contents_bare_id(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)

    bare = await guest("GET", f"/content/job/{item}/status")

    assert bare.json() == (await guest("GET", f"/content/job/content-{item}/status")).json()
    assert bare.json()["data"]["jobId"] == f"content-{item}"


async def test_only_what_this_api_can_name_is_found(held_api: Api) -> None:
    person = await held_api.person()
    here, there = await WRITER.guest(held_api, person), await CGMS.guest(held_api, person)
    known, foreign = [
        (await there("POST", "/content/generate", {"prompt": "A kettle", "contentType": kind})).json()["data"]
        for kind in ("blog-post-outline", "ad-copy")
    ]
    await held_api.job(person)  # the native API's, whose texts have types of their own

    listed = (await here("GET", "/content")).json()["data"]

    assert (listed["total"], [one["id"] for one in listed["content"]]) == (1, [known["contentId"]])
    assert listed["content"][0]["topic"] == "A kettle"
    assert listed["content"][0]["jobId"] == f"content-{known['contentId']}"
    for path in (f"/content/{foreign['contentId']}", f"/content/{known['jobId']}"):
        assert (await here("GET", path)).json() == failed("Content not found")
    assert (await here("GET", f"/content/job/{foreign['contentId']}/status")).json() == failed("Job not found")


async def test_a_text_that_is_written_anew_elsewhere_keeps_its_name_here(prompt_api: Api) -> None:
    person = await prompt_api.person()
    here, there = await WRITER.guest(prompt_api, person), await CGMS.guest(prompt_api, person)
    item = await order(here, contentType="product_description")
    await prompt_api.workshop.run()

    await there("POST", f"/content/{item}/regenerate", {})

    told = await content(here, item)
    assert (told["jobId"], told["jobStatus"], told["content"]) == (f"content-{item}", "queued", None)
    await prompt_api.workshop.run()
    assert (await content(here, item))["jobStatus"] == "completed"


async def by_hand(api: Api, person: Person, number: int) -> None:
    async with api.runtime.uow.write(person.organization) as session:
        for one in range(number):
            await create.write_by_hand(
                session, person.organization, person.user_id, ContentType.ARTICLE, title=f"No. {one}", text="Text."
            )


@pytest.mark.parametrize(
    ("query", "shown", "pages"),
    [("", 10, 11), ("?limit=100", 100, 2), ("?limit=5000", 100, 2), ("?page=11", 1, 11), ("?page=2&limit=100", 1, 2)],
)
async def test_a_page_has_ten_entries_and_never_more_than_a_hundred(
    held_api: Api, query: str, shown: int, pages: int
) -> None:
    person = await held_api.person()
    await by_hand(held_api, person, 101)

    told = (await (await WRITER.guest(held_api, person))("GET", f"/content{query}")).json()["data"]

    assert (len(told["content"]), told["total"], told["totalPages"]) == (shown, 101, pages)


async def test_what_was_written_by_hand_has_nothing_to_roll_back_to(held_api: Api) -> None:
    person = await held_api.person()
    await by_hand(held_api, person, 1)
    guest = await WRITER.guest(held_api, person)
    [item] = (await guest("GET", "/content")).json()["data"]["content"]

    answer = await guest("POST", f"/content/{item['id']}/rollback")

    assert (item["jobId"], item["jobStatus"], item["prompt"]) == (None, "completed", "")
    assert (answer.status_code, answer.json()) == (400, failed("No generated content available to rollback to"))


async def test_an_idempotency_key_stands_for_one_order_and_never_for_an_account(held_api: Api) -> None:
    guest, account = await success_guest(held_api, "/writer"), new_account()
    key = {"Idempotency-Key": "import-7"}
    await guest("POST", "/content", ORDER, headers=key)

    other = await guest("POST", "/content", {**ORDER, "topic": "Another"}, headers=key)
    twice = [await held_api.client.post(f"{BASE}/auth/register", json=account, headers=key) for _ in range(2)]

    assert (other.status_code, other.json()["success"]) == (400, False)
    assert (await guest("GET", "/content")).json()["data"]["total"] == 1
    assert [answer.status_code for answer in twice] == [201, 400]


async def test_an_organizations_mount_is_its_members_and_takes_no_registrations(held_api: Api) -> None:
    owner = await held_api.person()
    guest = await WRITER.guest(held_api, owner)
    there = Guest(held_api.client, f"/t/{owner.slug}{BASE}", owner.email, guest.token)

    item = await order(there)
    refused = await held_api.client.post(f"{there.mount}/auth/register", json=new_account())

    assert (await content(guest, item))["id"] == item
    assert (refused.status_code, refused.json()["success"]) == (403, False)
    assert (await held_api.client.get(f"/t/{owner.slug}/writer/health")).json()["message"] == "Server is running"


async def test_at_a_host_of_its_own_the_paths_are_exactly_the_documents(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with installation(database_urls, valkey, tmp_path, hosts={"writer.test": "writer"}) as api:
        at = "http://writer.test"
        registered = await api.client.post(f"{at}/api/v1/auth/register", json=new_account())
        health = await api.client.get(f"{at}/health")
        nowhere = await api.client.get(f"{at}/nowhere")

    assert registered.status_code == 201
    assert set(health.json()) == {"success", "message", "timestamp"}
    assert (nowhere.status_code, nowhere.json()["success"]) == (404, False)
