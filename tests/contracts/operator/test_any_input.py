"""No input to the console gives a 5xx: every parameter and every field of every route, with what nobody should send."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from support.app import Api
from support.operators import CONSOLE, Operating

NASTY_TEXTS = (
    *("", " ", "\0", "a\0b", "'; DROP TABLE organization --", "%", "\\", "_%", "🦊" * 50, "x" * 5000, "null", "NaN"),
    *("-1", "0", "1e400", str(2**31), str(2**63), "9" * 400, "00000000-0000-0000-0000-00000000000g", "٣", "\u202e"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "f" * 32),
)
NASTY_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1e308, [], {}, [[]], {"a": {"b": []}}),
    *(*NASTY_TEXTS, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
)
RAW_BODIES = (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"reason": "\\ud800"}', b'{"reason": NaN}', b"[" * 5000)
Operation = tuple[str, str, dict[str, Any]]
Attempt = tuple[str, str, dict[str, Any]]


@pytest.fixture
async def operations(api: Api) -> list[Operation]:
    document = (await api.client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    return [
        (method.upper(), path.removeprefix(f"{CONSOLE}/"), {**operation, "schemas": schemas})
        for path, at in document["paths"].items()
        if path.startswith(f"{CONSOLE}/")
        for method, operation in at.items()
    ]


def fields_of(operation: dict[str, Any]) -> list[str]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return list(operation["schemas"][body["$ref"].rsplit("/", 1)[1]]["properties"]) if "$ref" in body else []


def attempts(operation: Operation, organization: str) -> Iterator[Attempt]:
    """Each parameter and field in turn, the others as they should be."""
    method, path, details = operation
    for parameter in details.get("parameters", []):
        for text in NASTY_TEXTS:
            if parameter["in"] == "query":
                yield method, filled(path, organization), {"params": {parameter["name"]: text}}
            elif text and "/" not in text:
                yield method, filled(path.replace(f"{{{parameter['name']}}}", quoted(text)), organization), {}
    for how in bodies(fields_of(details)):
        yield method, filled(path, organization), how


def bodies(fields: list[str]) -> Iterator[dict[str, Any]]:
    for field in fields:
        for value in NASTY_VALUES:
            yield {"json": {"reason": "A good one", "plan": "pro", field: value}}
    for raw in RAW_BODIES if fields else ():
        yield {"content": raw, "headers": {"Content-Type": "application/json"}}


def filled(path: str, organization: str) -> str:
    """With an organization that there is, and ids of other things that there are not."""
    return re.sub(r"\{\w+\}", organization, path)


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())[:3000]


async def test_no_input_gives_an_error_of_ours(api: Api, operator: Operating, operations: list[Operation]) -> None:
    owner = await api.person()
    asked = 0

    for operation in operations:
        for method, path, how in attempts(operation, str(owner.organization)):
            headers = {**operator.person.auth, **how.pop("headers", {})}
            answer = await api.client.request(method, f"{CONSOLE}/{path}", headers=headers, **how)
            assert answer.status_code < 500, f"{method} {path} {how}: {answer.text}"
            if answer.status_code >= 400:
                assert "detail" in answer.json(), answer.text
            asked += 1

    assert asked > 800
