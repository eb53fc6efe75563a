"""What the OpenAPI page tells besides the schemas: the errors of a route, and how to sign in."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html

from contentforge_app.apis.common.answers import answer

Responses = dict[int | str, dict[str, Any]]

BEARER: Final = "bearer"
API_KEY: Final = "apiKey"
PUBLIC: Final[dict[str, Any]] = {"security": []}
"""For `openapi_extra` of routes that need no credential."""
TOKEN_ONLY: Final[dict[str, Any]] = {"security": [{BEARER: []}]}
"""For `openapi_extra` of routes that no API key opens."""

SIGN_IN_REFUSALS: Final = {
    401: "Unknown address, wrong password, or a wrong code of the second factor.",
    403: "The account has a second factor, and no code of it came in the header `X-ContentForge-Code`.",
}
"""How logging in is refused where the documents of an API know nothing of second factors."""

_SCHEMES: Final = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token from `/auth/login` or `/auth/register`.",
    },
    API_KEY: {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "A key from `POST /api-keys`: `cf_live_...`. Needs a plan with API access.",
    },
}

_FRAMEWORKS_REFUSAL: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}}


def describe(app: FastAPI) -> None:
    """Add the security schemes: either opens a route, unless the route says otherwise."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = made()
            _drop_foreign_refusals(schema)
            schema.setdefault("components", {})["securitySchemes"] = _SCHEMES
            schema["security"] = [{BEARER: []}, {API_KEY: []}]
        return app.openapi_schema or {}

    app.openapi = document  # type: ignore[method-assign]  # the framework's own way to extend the schema


def _drop_foreign_refusals(schema: dict[str, Any]) -> None:
    """Take out the framework's own form of refused fields, which is in no API's envelope."""
    for path in schema.get("paths", {}).values():
        for operation in path.values():
            if operation["responses"].get("422", {}).get("content") == _FRAMEWORKS_REFUSAL:
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        schema.get("components", {}).get("schemas", {}).pop(name, None)


def serve_documentation(app: FastAPI, *prefixes: str) -> None:
    """Serve `/openapi.json` and `/docs` below each prefix, with addresses that fit the mount that was asked."""

    async def schema(request: Request) -> Response:
        root = request.scope.get("root_path", "")
        return answer({**app.openapi(), "servers": [{"url": root or "/"}]})

    for prefix in prefixes:

        async def page(request: Request, at: str = f"{prefix}/openapi.json") -> Response:
            root = quote(request.scope.get("root_path", ""))  # the page writes it into a script
            return get_swagger_ui_html(openapi_url=root + at, title=f"{app.title} API")

        app.add_route(f"{prefix}/openapi.json", schema, include_in_schema=False)
        app.add_route(f"{prefix}/docs", page, include_in_schema=False)


_ANYBODY: Final = {
    400: "The body cannot be read, or a field is refused; the message tells the first problem.",
    413: "The body is larger than this route takes.",
    429: "Too many requests; `Retry-After` tells when to come back.",
    503: "Busy; try again in a moment.",
}
_CALLERS: Final = {
    401: "No credential, or not a good one.",
    403: "The role, the key's scopes or the plan do not include this.",
    404: "There is no such object within reach.",
}


def public_errors(model: type) -> Responses:
    """What any route may answer in APIs whose refused fields are 400."""
    return problems(model, _ANYBODY)


def caller_errors(model: type) -> Responses:
    """The same for routes that need a credential."""
    return problems(model, {**_CALLERS, **_ANYBODY})


def problems(model: type, told: Mapping[int, str]) -> Responses:
    """The documented error answers of a route: what each status means, with the envelope's model."""
    return {status: {"model": model, "description": meaning} for status, meaning in told.items()}
