"""The three APIs that order texts by a prompt, by what is alike in them for tests of all three."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from contentforge_app.apis.cgms import app as cgms
from contentforge_app.apis.generator import app as generator
from contentforge_app.apis.writer import app as writer
from contentforge_app.runtime import Runtime
from support.accounts import Guest
from support.app import PASSWORD, Api, Person


@dataclass(frozen=True)
class PromptApi:
    """One of them.

    Attributes:
        base: the mount with the prefix of its paths.
        ordering: path and body of an order.
        token_at: the way to the token in the answer to a login.
        bodies: what routes with an id are sent, by their place in the OpenAPI.
        owner: what the owner of a completed piece gets from each route with an id; one that is not here fails a test.
        viewer: what a member gets who may only look, where that is not 403.
    """

    name: str
    build: Callable[[Runtime], FastAPI]
    base: str
    ordering: tuple[str, dict[str, str]]
    token_at: tuple[str, ...]
    bodies: dict[str, dict[str, Any]]
    owner: dict[str, int]
    viewer: dict[str, int]

    @property
    def mount(self) -> str:
        return f"/{self.name}"

    async def guest(self, api: Api, person: Person) -> Guest:
        """The person, signed in through this API."""
        answer = await api.client.post(f"{self.base}/auth/login", json={"email": person.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        token: Any = answer.json()
        for step in self.token_at:
            token = token[step]
        return Guest(api.client, self.base, person.email, token)

    async def order(self, api: Api, guest: Guest) -> dict[str, str]:
        """A piece of theirs: its ids by the names of the routes' parameters."""
        path, body = self.ordering
        answer = await guest("POST", path, body)
        assert answer.status_code == 202, answer.text
        async with api.runtime.uow.system() as session:
            row = await session.fetchrow("SELECT id, job_id FROM content_item ORDER BY created_at DESC LIMIT 1")
        assert row is not None
        return {"content_id": str(row["id"]), "job_id": str(row["job_id"])}


CGMS = PromptApi(
    name="cgms",
    build=cgms.build,
    base="/cgms/api/v1",
    ordering=("/content/generate", {"prompt": "A kettle", "contentType": "product-description"}),
    token_at=("data", "accessToken"),
    bodies={"PATCH /content/{content_id}": {"title": "mine now"}, "POST /content/{content_id}/regenerate": {}},
    owner={
        "GET /content/{job_id}/status": 200,
        "GET /content/{content_id}": 200,
        "PATCH /content/{content_id}": 200,
        "POST /content/{content_id}/regenerate": 202,
        "DELETE /content/{content_id}": 200,
    },
    viewer={"GET /content/{job_id}/status": 200, "GET /content/{content_id}": 200},
)
WRITER = PromptApi(
    name="writer",
    build=writer.build,
    base="/writer/api/v1",
    ordering=("/content", {"topic": "A kettle", "contentType": "product_description"}),
    token_at=("data", "accessToken"),
    bodies={"PUT /content/{content_id}": {"content": "mine now"}},
    owner={
        "GET /content/job/{job_id}/status": 200,
        "GET /content/{content_id}": 200,
        "PUT /content/{content_id}": 200,
        "POST /content/{content_id}/rollback": 200,
        "DELETE /content/{content_id}": 204,
    },
    viewer={"GET /content/job/{job_id}/status": 200, "GET /content/{content_id}": 200},
)
GENERATOR = PromptApi(
    name="generator",
    build=generator.build,
    base="/generator",
    ordering=("/generate-content", {"prompt": "A kettle", "contentType": "Product Description"}),
    token_at=("token",),
    bodies={"PUT /content/{content_id}": {"body": "mine now"}, "POST /generate-content/{job_id}/save": {}},
    owner={
        "GET /generate-content/{job_id}": 200,
        "POST /generate-content/{job_id}/save": 201,
        "PUT /content/{content_id}": 200,
        "DELETE /content/{content_id}": 200,
    },
    viewer={"GET /generate-content/{job_id}": 200},
)
ALL = (CGMS, WRITER, GENERATOR)
