"""The OpenAPI page of cgms: what a client generated from it may send is what the document lets it send."""

from typing import Any

import pytest

from support.app import Api

TYPES = [
    "blog-post-outline",
    "blog-post",
    "product-description",
    "social-media-caption",
    "email-subject-line",
    "ad-copy",
]
ROUTES = {
    ("/api/v1/auth/register", "post"): "201",
    ("/api/v1/auth/login", "post"): "200",
    ("/api/v1/auth/refresh", "post"): "200",
    ("/api/v1/auth/logout", "post"): "200",
    ("/api/v1/auth/me", "get"): "200",
    ("/api/v1/content/generate", "post"): "202",
    ("/api/v1/content", "get"): "200",
    ("/api/v1/content/{job_id}/status", "get"): "200",
    ("/api/v1/content/{content_id}", "get"): "200",
    ("/api/v1/content/{content_id}", "patch"): "200",
    ("/api/v1/content/{content_id}/regenerate", "post"): "202",
    ("/api/v1/content/{content_id}", "delete"): "200",
}


@pytest.fixture
async def document(held_api: Api) -> dict[str, Any]:
    told: dict[str, Any] = (await held_api.client.get("/cgms/openapi.json")).json()
    return told


def test_it_lists_the_documents_routes_and_the_two_in_addition(document: dict[str, Any]) -> None:
    assert {(path, method) for path, routes in document["paths"].items() for method in routes} == set(ROUTES)


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_each_route_tells_its_success_and_its_refusals(document: dict[str, Any], path: str, method: str) -> None:
    answers = document["paths"][path][method]["responses"]

    assert [status for status in answers if status < "300"] == [ROUTES[path, method]]
    assert {"400", "413", "429", "503"} <= set(answers)
    assert ("401" in answers) == (path != "/api/v1/auth/register")


def test_a_key_in_use_is_told_of_where_keys_are_taken(document: dict[str, Any]) -> None:
    for path in ("/api/v1/content/generate", "/api/v1/content/{content_id}/regenerate"):
        assert "409" in document["paths"][path]["post"]["responses"]


def test_an_order_is_described_by_the_documents_names_and_lengths(document: dict[str, Any]) -> None:
    order = document["components"]["schemas"]["GenerateRequest"]

    assert order["required"] == ["prompt", "contentType"]
    assert order["properties"]["contentType"] == {"type": "string", "enum": TYPES}
    assert order["properties"]["prompt"]["maxLength"] == 1000
    assert order["properties"]["provider"]["anyOf"] == [
        {"type": "string", "enum": ["openai", "gemini"]},
        {"type": "null"},
    ]


def test_filters_are_described_by_their_values(document: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in document["paths"]["/api/v1/content"]["get"]["parameters"]}

    assert set(parameters) == {"page", "limit", "status", "contentType", "startDate", "endDate", "search"}
    assert parameters["contentType"]["schema"]["anyOf"][0]["enum"] == TYPES
    statuses = parameters["status"]["schema"]["anyOf"][0]["enum"]
    assert set(statuses) == {"pending", "queued", "processing", "completed", "failed"}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/v1/content/{content_id}", "patch"),
        ("/api/v1/content/{content_id}/regenerate", "post"),
        ("/api/v1/auth/logout", "post"),
    ],
)
def test_a_route_that_needs_no_field_needs_no_body(document: dict[str, Any], path: str, method: str) -> None:
    assert not document["paths"][path][method]["requestBody"].get("required", False)
