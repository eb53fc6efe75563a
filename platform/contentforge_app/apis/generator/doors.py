"""How this API's routes let callers in, and the errors that come with each kind of door."""

from typing import Final

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.apis.common.documentation import Responses, caller_errors, problems, public_errors
from contentforge_app.apis.common.doors import Doors
from contentforge_app.apis.generator.envelope import ENVELOPE
from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.http.bearer import bearer_token
from contentforge_platform.http.problems import from_business
from contentforge_platform.http.responses import json_response
from contentforge_tenants import accounts
from contentforge_tenants.access import Audience
from contentforge_tenants.principal import InvalidCredential

AUDIENCE: Final = Audience.GENERATOR
_DOORS: Final = Doors(AUDIENCE)
read = _DOORS.read
write = _DOORS.write


class Refusal(BaseModel):
    """Why a request was refused."""

    message: str = Field(description="One sentence for people.", examples=["Please provide all fields"])


PUBLIC_ERRORS: Final = public_errors(Refusal)
CALLER_ERRORS: Final = caller_errors(Refusal)


class UserGone(NotAuthenticated):
    """The token is one of ours, but its holder's account is closed."""

    code = "user_gone"


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return problems(Refusal, {status: meaning})


IN_USE: Final = refused(409, "A request with this Idempotency-Key is being answered.")


async def tell_gone_users(request: Request, error: Exception) -> Response:
    """Answer a credential that opens nothing: this API tells a closed account from a session that has ended."""
    if not isinstance(error, InvalidCredential):
        raise error
    refusal: NotAuthenticated = UserGone("User not found") if await _is_gone(request) else error
    problem = from_business(refusal)
    rendered = ENVELOPE.render(problem)
    return json_response(rendered.body, rendered.status, problem.headers)


async def _is_gone(request: Request) -> bool:
    token = bearer_token(request)
    if token is None:
        return False
    runtime = runtime_of(request)
    user = runtime.tokens.read(token, AUDIENCE.value).user
    async with runtime.uow.read(None) as session:
        return await accounts.is_gone(session, user)
