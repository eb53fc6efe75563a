"""Who gets in: operators who are signed in, by a token of the native API. No API key, no role in an organization."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Request

from contentforge_admin.operator.console import Console, console_of
from contentforge_platform.database import Opening, SystemSession, WriteSession
from contentforge_platform.errors import NotAuthenticated, NotFound
from contentforge_platform.http.bearer import bearer_token
from contentforge_platform.http.native_errors import Responses, native_errors, refused
from contentforge_platform.http.rate_limits import by_address, note, per_minute
from contentforge_platform.ids import TenantId, parse_id
from contentforge_tenants import operators
from contentforge_tenants.access import Audience
from contentforge_tenants.client import Client
from contentforge_tenants.operators import Deed, Operator
from contentforge_tenants.principal import NotForApiKeys

PREFIX: Final = "/api/v1/operator"
TAG: Final = "operator"
TOKEN_ONLY: Final[dict[str, Any]] = {"security": [{"bearer": []}]}
"""For `openapi_extra` of all routes: no API key opens any."""

ERRORS: Final[Responses] = native_errors(
    {
        401: "No token, or not a good one.",
        403: "The caller is no operator of this installation, or uses an API key.",
        404: "There is no such object.",
    }
)

_AUDIENCE: Final = Audience.CONTENTFORGE.value
_KEY_HEADER: Final = "x-api-key"


@dataclass(frozen=True, slots=True)
class Looking:
    """An operator within a transaction that sees every organization's rows."""

    operator: Operator
    console: Console
    session: SystemSession


@dataclass(frozen=True, slots=True)
class Visiting:
    """An operator not yet looked up, for routes that wait for others and hold no connection meanwhile."""

    console: Console
    opening: Opening

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Looking]:
        """The operator within a transaction; nobody else gets into the block."""
        async with self.console.uow.system() as session:
            await session.begin(self.opening)
            yield Looking(operators.operator_from(session), self.console, session)


@dataclass(frozen=True, slots=True)
class Acting:
    """An operator within a transaction that commits before the answer starts; nobody's rows are in sight at first."""

    operator: Operator
    console: Console
    session: WriteSession
    client: Client

    async def note(self, deed: Deed) -> None:
        """Write down what was done, in the transaction that does it."""
        await operators.record(self.session, self.operator, self.client, deed)


async def _visiting(request: Request) -> Visiting:
    return Visiting(*await _counted(request))


async def _looking(request: Request) -> AsyncIterator[Looking]:
    async with Visiting(*await _counted(request)).looking() as caller:
        yield caller


async def _acting(request: Request) -> AsyncIterator[Acting]:
    console, opening = await _counted(request)
    client = Client(request.client.host if request.client else None, request.headers.get("user-agent"))
    async with console.uow.write(opening) as session:
        yield Acting(operators.operator_from(session), console, session, client)


async def _counted(request: Request) -> tuple[Console, Opening]:
    """How to open for the operator, whose rate limit has room for this request."""
    console = console_of(request)
    limiter = console.limiter
    if request.scope["state"]["slug"] is not None:
        raise NotFound("Not Found")  # the installation's own routes are no organization's
    token = bearer_token(request)
    if token is None:
        await limiter.enforce(per_minute(limiter.settings.anonymous), by_address(request), name="anonymous")
        if _KEY_HEADER in request.headers:
            raise NotForApiKeys("An API key cannot be used here. Sign in instead.")
        raise NotAuthenticated("Not authenticated")
    claims = console.tokens.read(token, _AUDIENCE)
    note(
        request.scope,
        await limiter.enforce(per_minute(limiter.settings.principal), f"user:{claims.user}", name="principal"),
    )
    return console, operators.opening_for_operator(claims)


Look = Annotated[Looking, Depends(_looking, scope="function")]
Visit = Annotated[Visiting, Depends(_visiting)]
Act = Annotated[Acting, Depends(_acting, scope="function")]


def conflicts(meaning: str) -> Responses:
    """The documented 409 of a route."""
    return refused(409, meaning)


async def _organization_id(
    organization_id: Annotated[str, Path(description="The organization's id.")],
) -> TenantId:
    return TenantId(known_id(organization_id, "Organization not found."))


OrganizationId = Annotated[TenantId, Depends(_organization_id)]


def known_id(text: str, otherwise: str) -> UUID:
    """An id as it stands in a path.

    Raises:
        NotFound: it is none, which answers like an unknown one, with the sentence `otherwise`.
    """
    id_ = parse_id(text)
    if id_ is None:
        raise NotFound(otherwise)
    return id_
