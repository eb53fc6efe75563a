"""People who come through an API other than the native one."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from support.app import PASSWORD, Api


@dataclass(frozen=True)
class Guest:
    """Somebody with an account, signed in through one API, and a client that speaks to its mount."""

    client: httpx.AsyncClient
    mount: str
    email: str
    token: str

    async def __call__(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """One request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return await self.client.request(method, f"{self.mount}{path}", headers=headers, **more)

    async def told(self, method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
        """What a request with the token is answered; it must be with this status."""
        answer = await self(method, path, body, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        return answer.json()


def new_account(**changes: object) -> dict[str, object]:
    """What a new person types."""
    return {"name": "John Doe", "email": f"u{uuid4().hex[:12]}@example.com", "password": PASSWORD, **changes}


async def generator_guest(api: Api) -> Guest:
    account = new_account()
    answer = await api.client.post("/generator/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    return Guest(api.client, "/generator", str(account["email"]), answer.json()["token"])


async def success_guest(api: Api, mount: str) -> Guest:
    """Somebody of cgms or writer, whose answers have one form."""
    account = new_account()
    answer = await api.client.post(f"{mount}/api/v1/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    token = answer.json()["data"]["accessToken"]
    return Guest(api.client, f"{mount}/api/v1", str(account["email"]), token)
