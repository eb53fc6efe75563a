"""The document's ways from end to end: its example workflow, and its collection in the order in which it stands."""

from collections.abc import Mapping
from typing import Any

import httpx

from support.accounts import new_account
from support.app import Api

BASE = "/writer/api/v1"
ORDER = {"topic": "TypeScript programming language basics", "contentType": "blog_post_outline"}


class Client:
    """Somebody's HTTP client, which keeps the tokens of the last answer that had any, as the document's scripts do."""

    def __init__(self, api: Api) -> None:
        self._client = api.client
        self.access = ""
        self.refresh = ""

    async def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        answer = await self._client.request(method, f"{BASE}{path}", json=body, headers=headers)
        if answer.is_success and b"refreshToken" in answer.content:
            data = answer.json()["data"]
            self.access, self.refresh = data["accessToken"], data["refreshToken"]
        return answer

    async def told(
        self, method: str, path: str, body: Mapping[str, object] | None = None, status: int = 200
    ) -> dict[str, Any]:
        """The answer's data."""
        answer = await self.ask(method, path, body)
        assert answer.status_code == status, answer.text
        assert answer.json()["success"] is True
        data: dict[str, Any] = answer.json().get("data", {})
        return data


async def test_the_example_workflow_leads_from_registration_to_logout(prompt_api: Api) -> None:
    client, account = Client(prompt_api), new_account()

    await client.told("POST", "/auth/register", account, 201)
    created = await client.told("POST", "/content", ORDER, 202)
    item, job = created["content"]["id"], created["jobId"]

    waiting = await client.told("GET", f"/content/job/{job}/status")
    assert waiting["jobStatus"]["state"] == "waiting"
    await prompt_api.workshop.run()
    polled = await client.told("GET", f"/content/job/{job}/status")
    assert polled["jobStatus"] == {"state": "completed", "progress": 100, "failedReason": None}

    fetched = (await client.told("GET", f"/content/{item}"))["content"]
    assert fetched["generatedContent"] == polled["content"]["generatedContent"]

    changes = {"topic": "Updated topic", "generatedContent": "Updated content"}
    updated = (await client.told("PUT", f"/content/{item}", changes))["content"]
    assert (updated["topic"], updated["generatedContent"]) == ("Updated topic", "Updated content")

    await client.told("POST", "/auth/refresh", {"refreshToken": client.refresh})
    assert (await client.ask("DELETE", f"/content/{item}")).status_code == 204

    await client.told("POST", "/auth/logout")
    assert (await client.ask("POST", "/auth/refresh", {"refreshToken": client.refresh})).status_code == 401
    await client.told("POST", "/auth/login", {"email": account["email"], "password": account["password"]})


async def test_the_collection_needs_one_more_login_after_its_logout(prompt_api: Api) -> None:
    client, account = Client(prompt_api), new_account()
    login = {"email": account["email"], "password": account["password"]}
    await client.told("POST", "/auth/register", account, 201)
    await client.told("POST", "/auth/login", login)
    await client.told("POST", "/auth/refresh", {"refreshToken": client.refresh})
    assert (await client.told("GET", "/auth/me"))["user"]["email"] == account["email"]
    await client.told("POST", "/auth/logout")

    shut_out = await client.ask("POST", "/content", ORDER)
    assert (shut_out.status_code, shut_out.json()["message"]) == (401, "Invalid or expired access token")

    await client.told("POST", "/auth/login", login)
    item = (await client.told("POST", "/content", ORDER, 202))["content"]["id"]
    assert [one["id"] for one in (await client.told("GET", "/content?page=1&limit=10"))["content"]] == [item]
    await client.told("GET", f"/content/{item}")
    await client.told("PUT", f"/content/{item}", {"generatedContent": "Updated content"})
    assert (await client.ask("POST", f"/content/{item}/rollback")).status_code == 400
    await prompt_api.workshop.run()
    rolled_back = (await client.told("POST", f"/content/{item}/rollback"))["content"]
    assert rolled_back["content"] not in {None, "Updated content"}
    assert (await client.ask("DELETE", f"/content/{item}")).status_code == 204
    gone = await client.ask("GET", f"/content/job/content-{item}/status")
    assert (gone.status_code, gone.json()) == (404, {"success": False, "message": "Job not found"})


async def test_refresh_tokens_rotate_and_reuse_ends_the_session(held_api: Api) -> None:
    client = Client(held_api)
    await client.told("POST", "/auth/register", new_account(), 201)
    first = client.refresh
    await client.told("POST", "/auth/refresh", {"refreshToken": first})
    await client.told("POST", "/auth/refresh", {"refreshToken": client.refresh})

    reused = await client.ask("POST", "/auth/refresh", {"refreshToken": first})

    assert (reused.status_code, reused.json()["message"]) == (401, "Invalid or expired refresh token")
    assert (await client.ask("GET", "/auth/me")).status_code == 401
