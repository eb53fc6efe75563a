"""The OpenAPI of each API tells what that API answers, and nothing else."""

import json
import re
from typing import Any

import pytest

from support.app import Api

MOUNTS = pytest.mark.parametrize("mount", ["", "/cgms", "/writer", "/generator", "/blog"])
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


async def document_of(api: Api, mount: str) -> dict[str, Any]:
    told: dict[str, Any] = (await api.client.get(f"{mount}/openapi.json")).json()
    return told


@MOUNTS
async def test_the_frameworks_own_refusal_is_not_documented(api: Api, mount: str) -> None:
    document = await document_of(api, mount)

    assert {"HTTPValidationError", "ValidationError"}.isdisjoint(document["components"]["schemas"])
    answers = [set(route["responses"]) for routes in document["paths"].values() for route in routes.values()]
    assert any("422" in one for one in answers) == (mount == "")


@MOUNTS
async def test_every_schema_that_is_referred_to_is_there(api: Api, mount: str) -> None:
    document = await document_of(api, mount)

    assert set(REFERENCE.findall(json.dumps(document))) <= set(document["components"]["schemas"])
