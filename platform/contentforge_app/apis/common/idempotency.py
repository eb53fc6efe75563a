"""Idempotency-Key on routes: the first request makes something, a repeat shows what that is by now."""

from typing import Annotated

from fastapi import Header, Request

from contentforge_app.apis.common.callers import Caller
from contentforge_app.apis.common.requests import route_of
from contentforge_platform import idempotency
from contentforge_platform.database import WriteSession
from contentforge_platform.idempotency import Repeat
from contentforge_platform.idempotency.keys import MAX_KEY_LENGTH

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description=(
            "Makes a repeat of this request harmless for 24 hours: it shows what the first one made. "
            f"1 to {MAX_KEY_LENGTH} characters; with another body the same key is refused."
        ),
        examples=["5f1c3f0e-import-42"],
    ),
]


async def claimed(
    request: Request, caller: Caller, session: WriteSession, key: str | None, body: bytes | None = None
) -> Repeat | None:
    """Take the request's key for this transaction; None without one. `objects` of the result tell of a repeat.

    `body` is what the key stands for where it is not the request's body itself, as in an upload that was read in parts.

    Raises:
        KeyInUse, KeyConflict, Invalid: as `idempotency.claim_key`.
    """
    if key is None:
        return None
    told = await request.body() if body is None else body
    return await idempotency.claim_key(
        session, caller.tenant, caller.principal.credential_key, route_of(request), key, told
    )
