"""The OpenAPI page of the API: it opens, and what it says of each answer is what the answer has, to the field."""

from collections.abc import Callable
from typing import Any, Final

import httpx

from support.accounts import new_account
from support.app import Api

BASE = "/writer/api/v1"
ORDER = {"topic": "TypeScript programming language basics", "contentType": "email"}
# The document's routes, and nothing else.
ROUTES = {
    "POST /api/v1/auth/register",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "GET /api/v1/auth/me",
    "POST /api/v1/auth/logout",
    "POST /api/v1/content",
    "GET /api/v1/content",
    "GET /api/v1/content/{content_id}",
    "PUT /api/v1/content/{content_id}",
    "POST /api/v1/content/{content_id}/rollback",
    "DELETE /api/v1/content/{content_id}",
    "GET /api/v1/content/job/{job_id}/status",
    "GET /health",
}

_IS: Final[dict[str, Callable[[object], bool]]] = {
    "string": lambda told: isinstance(told, str),
    "integer": lambda told: isinstance(told, int) and not isinstance(told, bool),
    "boolean": lambda told: isinstance(told, bool),
    "null": lambda told: told is None,
}


class Document:
    """The OpenAPI document, by which answers are judged."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    @property
    def routes(self) -> set[str]:
        return {f"{method.upper()} {path}" for path, item in self.schema["paths"].items() for method in item}

    def judge(self, route: str, answer: httpx.Response) -> None:
        """Fail unless the document tells of the answer's status, and of exactly its fields."""
        method, path = route.split(" ")
        responses = self.schema["paths"][path][method.lower()]["responses"]
        assert str(answer.status_code) in responses, (route, answer.status_code, answer.text)
        told = responses[str(answer.status_code)].get("content")
        if told is None:
            assert answer.content == b"", route
        else:
            self._fits(answer.json(), told["application/json"]["schema"], route)

    def _fits(self, told: Any, schema: dict[str, Any], at: str) -> None:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            self._fits(told, self.schema["components"]["schemas"][name], at)
        elif "anyOf" in schema:
            assert any(self._accepts(told, one, at) for one in schema["anyOf"]), (at, told)
        elif "const" in schema or "enum" in schema:
            assert told in schema.get("enum", [schema.get("const")]), (at, told)
        elif schema["type"] == "object":
            assert set(told) == set(schema["properties"]), at
            for name, one in schema["properties"].items():
                self._fits(told[name], one, f"{at}.{name}")
        elif schema["type"] == "array":
            for one in told:
                self._fits(one, schema["items"], f"{at}[]")
        else:
            assert _IS[schema["type"]](told), (at, told)

    def _accepts(self, told: Any, schema: dict[str, Any], at: str) -> bool:
        try:
            self._fits(told, schema, at)
        except AssertionError:
            return False
        return True


async def document(api: Api) -> Document:
    return Document((await api.client.get("/writer/openapi.json")).json())


async def test_the_documentation_opens_beside_the_server_and_beside_the_routes(held_api: Api) -> None:
    for root in ("/writer", "/writer/api/v1", "/t/acme/writer"):
        page = await held_api.client.get(f"{root}/docs")
        assert (page.status_code, f"{root}/openapi.json" in page.text) == (200, True)
        assert (await held_api.client.get(f"{root}/openapi.json")).json()["info"]["title"] == "Content Writer"


async def test_the_documents_routes_are_all_there_is(held_api: Api) -> None:
    assert (await document(held_api)).routes == ROUTES


async def test_no_route_is_said_to_answer_in_another_form(held_api: Api) -> None:
    schema = (await document(held_api)).schema

    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path in schema["paths"].values():
        for operation in path.values():
            for status, told in operation["responses"].items():
                if status >= "400":
                    form = told["content"]["application/json"]["schema"]
                    assert form == {"$ref": "#/components/schemas/Refusal"}


async def test_what_does_without_its_body_says_so(held_api: Api) -> None:
    schema = (await document(held_api)).schema

    bodies = {
        f"{method.upper()} {path}": operation["requestBody"].get("required", False)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if "requestBody" in operation
    }
    assert {route for route, required in bodies.items() if not required} == {
        "PUT /api/v1/content/{content_id}",
        "POST /api/v1/auth/logout",
    }


async def test_every_answer_has_the_form_that_is_documented(prompt_api: Api) -> None:
    written, client = await document(prompt_api), prompt_api.client
    headers: dict[str, str] = {}
    tokens: dict[str, str] = {}
    judged: set[tuple[str, int]] = set()

    async def ask(route: str, body: object = None, **names: str) -> Any:
        method, path = route.split(" ")
        url = f"/writer{path.format(**names)}"
        answer = await client.request(method, url, json=body, headers=headers)
        written.judge(route, answer)
        judged.add((route, answer.status_code))
        return answer.json().get("data", {}) if answer.content else {}

    def signed_in(data: dict[str, Any]) -> None:
        tokens["refreshToken"] = data["refreshToken"]
        headers["Authorization"] = f"Bearer {data['accessToken']}"

    account = new_account()
    login = {"email": account["email"], "password": account["password"]}
    for route in sorted(ROUTES - {"GET /health", "POST /api/v1/auth/logout"}):
        await ask(route, content_id="x", job_id="x")  # without a body and without a token
    signed_in(await ask("POST /api/v1/auth/register", account))
    signed_in(await ask("POST /api/v1/auth/login", login))
    signed_in(await ask("POST /api/v1/auth/refresh", tokens))
    await ask("GET /api/v1/auth/me")
    made = await ask("POST /api/v1/content", ORDER)
    names = {"content_id": made["content"]["id"], "job_id": made["jobId"]}
    reading = ["GET /api/v1/content", "GET /api/v1/content/{content_id}", "GET /api/v1/content/job/{job_id}/status"]
    for route in [*reading, "POST /api/v1/content/{content_id}/rollback"]:
        await ask(route, **names)
    await prompt_api.workshop.run()
    for route in [*reading, "POST /api/v1/content/{content_id}/rollback"]:
        await ask(route, **names)
    await ask("PUT /api/v1/content/{content_id}", {"content": "Mine."}, **names)
    await ask("PUT /api/v1/content/{content_id}", {"content": ""}, **names)
    await ask("DELETE /api/v1/content/{content_id}", **names)
    for route in reading[1:]:
        await ask(route, **names)
    await ask("POST /api/v1/auth/logout")
    await ask("POST /api/v1/auth/logout")
    await ask("GET /health")

    assert {route for route, status in judged if status < 400} == ROUTES
