"""Operators of an installation under test."""

from typing import Any

import httpx

from contentforge_tenants import operators
from support.app import API, Api, Person

CONSOLE = f"{API}/operator"


class Operating:
    """An operator's hands on the console."""

    def __init__(self, api: Api, person: Person) -> None:
        self.api = api
        self.person = person

    async def get(self, path: str, **asked: Any) -> Any:
        """What a list or an object answers, which must be 200."""
        answer = await self.ask("GET", path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, method: str, path: str, **body: Any) -> None:
        """A change, which must be made."""
        answer = await self.ask(method, path, json=body)
        assert answer.status_code == 204, answer.text
        assert answer.content == b""

    async def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        return await self.api.client.request(method, f"{CONSOLE}/{path}", headers=self.person.auth, **how)

    async def everything(self, path: str, **asked: Any) -> list[dict[str, Any]]:
        """A list from its beginning to its end, a cursor at a time."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            told = await self.get(path, **asked, **cursor)
            found += told["items"]
            if told["next_cursor"] is None:
                return found
            cursor = {"cursor": told["next_cursor"]}


async def operating(api: Api) -> Operating:
    """Somebody new who is an operator."""
    person = await api.person()
    async with api.runtime.uow.system() as session:
        assert await operators.appoint(session, person.user_id)
    return Operating(api, person)
