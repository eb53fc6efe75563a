"""The credential that a request presents, read from its headers and checked as far as no database is needed."""

from typing import Final

from fastapi import Request

from contentforge_app.runtime import Runtime
from contentforge_platform.database import Opening
from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.http.bearer import bearer_token
from contentforge_tenants.access import Audience
from contentforge_tenants.principal import opening_for_key, opening_for_session

_KEY_HEADER: Final = "x-api-key"


def opening_for(request: Request, runtime: Runtime, audience: Audience) -> tuple[Opening, str]:
    """How to open a transaction for the caller, and the name under which their requests are counted.

    Raises:
        NotAuthenticated: there is no credential (401).
        InvalidToken, InvalidCredential: it cannot be a good one (401).
    """
    slug: str | None = request.scope["state"]["slug"]
    token = bearer_token(request)
    if token is not None:
        claims = runtime.tokens.read(token, audience.value)
        return opening_for_session(claims, slug), f"user:{claims.user}"
    key = request.headers.get(_KEY_HEADER)
    if key is None:
        raise NotAuthenticated("Not authenticated")
    digests = runtime.keyring.api_keys
    return opening_for_key(key, digests, slug), f"key:{digests.digest(key).hex()}"


def has_credential(request: Request) -> bool:
    """Whether the request presents anything at all."""
    return bearer_token(request) is not None or _KEY_HEADER in request.headers
