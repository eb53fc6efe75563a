"""Every error of an app comes out in its API's envelope, with the right headers and without the client's input."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI, HTTPException, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from contentforge_platform.errors import (
    BusinessError,
    Conflict,
    Forbidden,
    Invalid,
    NotAuthenticated,
    TooManyRequests,
    Unavailable,
)
from contentforge_platform.http.boundary import ErrorBoundary
from contentforge_platform.http.envelope import (
    CONTENTFORGE,
    Envelope,
    Origin,
    Problem,
    Rendered,
    envelope_of,
    set_mount,
)
from contentforge_platform.http.errors import install_error_handlers
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.http.text import Storable


class Account(BaseModel):
    email: str
    password: Annotated[str, Field(min_length=8), Storable]
    age: int = 0
    extra: dict[str, Any] = {}


class DriverRefuses(Exception):
    """Stands for the database's refusal of a value."""


def classify(error: Exception) -> BusinessError | None:
    return Invalid("That value cannot be stored.") if isinstance(error, DriverRefuses) else None


RAISED: dict[str, Exception] = {
    "conflict": Conflict("A user with this email already exists"),
    "limit": Forbidden("Monthly limit of 10 reached.", limit=10),
    "anonymous": NotAuthenticated("Not authenticated"),
    "slow-down": TooManyRequests("Too many.", retry_after=7),
    "away": Unavailable("Not now.", retry_after=3),
    "field": Invalid("Unknown scope", loc=("body", "scopes")),
    "driver": DriverRefuses("character with byte sequence 0x00"),
    "bug": RuntimeError("the password is hunter2"),
    "group": ExceptionGroup("tasks", [Conflict("Inside a task group")]),
    "deep": RecursionError("maximum recursion depth exceeded"),
    "teapot": HTTPException(418, "Short and stout"),
    "framework-500": HTTPException(500, "the password is hunter2"),
}


def build(envelope: Envelope = CONTENTFORGE) -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    router = APIRouter(route_class=StrictJsonRoute)

    @router.post("/accounts")
    async def create(account: Account) -> dict[str, str]:
        return {"email": account.email}

    @router.get("/accounts")
    async def find(page: int = 1) -> dict[str, int]:
        return {"page": page}

    @router.delete("/accounts")
    async def remove() -> None:
        return None

    @router.get("/raise/{what}")
    async def fail(what: str) -> None:
        raise RAISED[what]

    @router.get("/half")
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first "
            raise RuntimeError("in the middle")

        return StreamingResponse(parts())

    @router.post("/files")
    async def upload(file: UploadFile) -> dict[str, str | None]:
        return {"name": file.filename}

    app.include_router(router, prefix="/v1")
    install_error_handlers(app, envelope, classify)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build()), base_url="http://test") as made:
        yield made


@pytest.mark.parametrize(
    ("what", "status", "detail"),
    [
        ("conflict", 409, "A user with this email already exists"),
        ("limit", 403, "Monthly limit of 10 reached."),
        ("anonymous", 401, "Not authenticated"),
        ("slow-down", 429, "Too many."),
        ("away", 503, "Not now."),
        ("group", 409, "Inside a task group"),
        ("teapot", 418, "Short and stout"),
        ("bug", 500, "Internal Server Error"),
        ("deep", 500, "Internal Server Error"),
        ("framework-500", 500, "Internal Server Error"),
    ],
)
async def test_an_error_is_a_detail_in_the_native_api(
    client: httpx.AsyncClient, what: str, status: int, detail: str
) -> None:
    answer = await client.get(f"/v1/raise/{what}")

    assert (answer.status_code, answer.json()) == (status, {"detail": detail})
    assert answer.headers["content-type"] == "application/json"


async def test_headers_that_go_with_a_status_are_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/raise/anonymous")).headers["www-authenticate"] == "Bearer"
    assert (await client.get("/v1/raise/slow-down")).headers["retry-after"] == "7"
    assert (await client.get("/v1/raise/away")).headers["retry-after"] == "3"


async def test_unknown_routes_and_methods_are_errors_in_the_envelope_too(client: httpx.AsyncClient) -> None:
    unknown = await client.get("/nowhere")
    wrong = await client.put("/v1/accounts")

    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Not Found"})
    assert (wrong.status_code, wrong.json()) == (405, {"detail": "Method Not Allowed"})
    assert wrong.headers["allow"] == "GET, POST, DELETE"


async def test_a_refused_field_is_422_with_its_place_and_reason_but_not_its_value(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/accounts", json={"email": "a@b.c", "password": "hunter2"})

    assert answer.status_code == 422
    (field,) = answer.json()["detail"]
    assert field["loc"] == ["body", "password"]
    assert field["type"] == "string_too_short"
    assert set(field) == {"loc", "msg", "type"}
    assert "hunter2" not in answer.text


async def test_a_business_refusal_of_a_field_looks_like_any_refused_field(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/raise/field")

    assert answer.status_code == 422
    assert answer.json() == {"detail": [{"loc": ["body", "scopes"], "msg": "Unknown scope", "type": "invalid"}]}


async def test_what_the_database_refuses_is_the_clients_to_mend(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/raise/driver")

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"] == "That value cannot be stored."


GOOD = '"email": "a@b.c", "password": "long enough"'
UNREADABLE = {
    "cut off": b'{"email": ',
    "nothing but space": b"   ",
    "not a number": f'{{{GOOD}, "extra": {{"x": NaN}}}}'.encode(),
    "infinite": f'{{{GOOD}, "extra": {{"x": Infinity}}}}'.encode(),
    "lone surrogate": f'{{{GOOD}, "extra": {{"x": "\\ud800"}}}}'.encode(),
    "NUL in a value": f'{{{GOOD}, "extra": {{"x": "a\\u0000b"}}}}'.encode(),
    "NUL in a name": f'{{{GOOD}, "extra": {{"a\\u0000": 1}}}}'.encode(),
    "bytes that are no text": b'{"email": "\xff\xfe"}',
    "a hundred thousand levels": b"[" * 100_000 + b"]" * 100_000,
    "a hundred thousand objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_body_that_cannot_be_read_or_kept_is_422(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/accounts", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    (field,) = answer.json()["detail"]
    assert field["type"] == "json_invalid"
    assert field["loc"][0] == "body"


async def test_the_escape_of_a_backslash_before_u0000_is_no_nul(client: httpx.AsyncClient) -> None:
    body = f'{{{GOOD}, "extra": {{"x": "\\\\u0000"}}}}'
    answer = await client.post("/v1/accounts", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["10" * 30, "1e400", "NaN", "-"])
async def test_numbers_no_column_can_hold_are_refused_or_read_never_a_failure(
    client: httpx.AsyncClient, number: str
) -> None:
    body = f'{{{GOOD}, "age": {number}}}'
    answer = await client.post("/v1/accounts", content=body, headers={"content-type": "application/json"})

    assert answer.status_code in {200, 422}
    assert (await client.get("/v1/accounts", params={"page": number})).status_code in {200, 422}


async def test_a_broken_upload_is_the_clients_mistake(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await client.post("/v1/files", content=b"--y\r\nrubbish", headers=headers)

    assert 400 <= answer.status_code < 500
    assert "detail" in answer.json()


async def test_a_thousand_refused_fields_are_told_in_part() -> None:
    class Many(BaseModel):
        numbers: list[int]

    app = FastAPI()

    @app.post("/many")
    async def many(body: Many) -> None:
        del body

    install_error_handlers(app, CONTENTFORGE)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as own:
        answer = await own.post("/many", json={"numbers": ["x"] * 1000})

    assert answer.status_code == 422
    assert len(answer.json()["detail"]) == 50


async def test_a_failure_of_ours_is_logged_whole_and_told_without_details(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/v1/raise/bug")

    assert "hunter2" not in answer.text
    (line,) = lines
    assert (line["event"], line["log_level"]) == ("request_failed", "error")
    assert str(line["exc_info"]) == "the password is hunter2"


async def test_a_failure_after_the_first_bytes_breaks_the_connection(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines, pytest.raises(RuntimeError, match="in the middle"):
        await client.get("/v1/half")

    assert [line["event"] for line in lines] == ["request_failed"]


class Teller(Envelope):
    """Another API's envelope: everything is a message, validation is 400."""

    @override
    def render(self, problem: Problem) -> Rendered:
        validation = problem.origin in {Origin.VALIDATION, Origin.MALFORMED}
        return Rendered(400 if validation else problem.status, {"message": problem.message, "code": problem.code})


async def test_another_api_renders_the_same_problems_in_its_own_words() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(Teller())), base_url="http://test") as client:
        short = await client.post("/v1/accounts", json={"email": "a@b.c", "password": "x"})
        broken = await client.post("/v1/accounts", content=b"{", headers={"content-type": "application/json"})
        unknown = await client.get("/nowhere")

    assert (short.status_code, short.json()["message"]) == (400, "String should have at least 8 characters")
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed")
    assert (unknown.status_code, unknown.json()) == (404, {"message": "Not Found", "code": "not_found"})


async def test_a_refusal_ahead_of_the_apps_takes_the_envelope_of_the_mount() -> None:
    async def broken(scope: Scope, _receive: Receive, _send: Send) -> None:
        set_mount(scope, api="teller", envelope=Teller())
        raise Conflict("Taken")

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(ErrorBoundary(broken)), base_url="http://test"
    ) as client:
        answer = await client.get("/")

    assert answer.json() == {"message": "Taken", "code": "conflict"}
    assert envelope_of({"type": "http"}) is CONTENTFORGE


def test_an_error_answer_is_json_whatever_the_client_put_into_it() -> None:
    rendered = CONTENTFORGE.render(Problem(409, "x", "odd"))

    assert json.dumps(rendered.body)


async def test_names_of_unknown_fields_cannot_break_the_answer() -> None:
    class Strict(BaseModel):
        model_config = {"extra": "forbid"}

    app = FastAPI()

    @app.post("/strict")  # read by Starlette's lenient parser, so that a surrogate arrives
    async def strict(body: Strict) -> None:
        del body

    install_error_handlers(app, CONTENTFORGE)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.post(
            "/strict", content=b'{"\\ud800' + b"x" * 500 + b'": NaN}', headers={"content-type": "application/json"}
        )

    assert answer.status_code == 422
    assert len(answer.text) < 500
