"""Bodies that can be no post, and how that is told."""

import asyncio
import re
from typing import Any

import pytest

from support.newsroom import Newsroom

UNKNOWN = "7b4ac032-0d85-43df-872e-000000000001"


@pytest.mark.parametrize(
    ("translation", "told"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 7}, "title"),
        ({"slug": "a/b"}, "slug"),
        ({"slug": "a.b"}, "slug"),
        ({"slug": "admin"}, "reserved"),
        ({"slug": "x" * 101}, "slug"),
        ({"excerpt": "x" * 1001}, "excerpt"),
        ({"body": "x" * 600_000}, "body"),
        ({"body": "[" * 600_000}, "brackets"),
        ({"body": "![" * 100_000}, "too complex"),
        ({"canonical": "javascript:alert(1)"}, "canonical"),
        ({"canonical": "/relative"}, "canonical"),
        ({"ogImage": "data:image/png;base64,x"}, "ogImage"),
        ({"ogImage": "https://"}, "ogImage"),
        ({"schemaType": "</script>"}, "schemaType"),
        ({"schemaData": []}, "schemaData"),
        ({"schemaData": {"a": "x" * 30_000}}, "schemaData"),
        ({"schemaData": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}}, "schemaData"),
        ({"heroImageId": "media1"}, "heroImageId"),
        ({"heroImageId": UNKNOWN}, "heroImageId"),
        ({"locale": "xx"}, "locale"),
        ({"locale": "../x"}, "locale"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_a_translation_cannot_be_is_told(newsroom: Newsroom, translation: dict[str, Any], told: str) -> None:
    body = {"translations": [{"locale": "vi", "title": "Tên", **translation}]}

    answer = await newsroom.author("POST", "/admin/posts", body)

    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "Bad Request"
    assert told in answer.json()["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"translations": []},
        {"translations": "x"},
        {"translations": None},
        {"translations": [{"locale": "vi", "title": "a"}, {"locale": "VI", "title": "b"}]},
        {"categoryIds": ["cat1"]},
        {"tagIds": [UNKNOWN]},
        {"categoryIds": "x"},
        {"status": "LIVE"},
        {"status": "SCHEDULED"},
        {"publishAt": "soon"},
        {"publishAt": "0001-01-01T00:00:00+23:59"},
        {"status": "SCHEDULED", "publishAt": "9999-12-31T23:59:59-12:00"},
        {"status": "PUBLISHED", "publishAt": "9000-01-01T00:00:00Z"},
    ],
    ids=str,
)
async def test_what_a_post_cannot_be_is_told(newsroom: Newsroom, change: dict[str, Any]) -> None:
    body = {"translations": [{"locale": "vi", "title": "Tên"}], **change}

    answer = await newsroom.editor("POST", "/admin/posts", body)

    assert answer.status_code == 400, answer.text
    assert answer.json()["statusCode"] == 400


async def test_all_that_is_wrong_is_told_at_once(newsroom: Newsroom) -> None:
    body = {"translations": [{"locale": "vi", "title": "", "excerpt": 1}], "status": "LIVE"}

    message = (await newsroom.author("POST", "/admin/posts", body)).json()["message"]

    assert {"title", "excerpt", "status"} <= set(re.findall(r"\w+", message))
    assert message.count("; ") == 2


async def test_a_slug_is_taken_once(newsroom: Newsroom) -> None:
    body = {"translations": [{"locale": "vi", "title": "Tên", "slug": "mot"}]}

    answers = await asyncio.gather(*(newsroom.author("POST", "/admin/posts", body) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert {answer.json()["error"] for answer in answers if answer.status_code == 409} == {"Conflict"}
