"""Who is an operator, and how their requests open."""

from dataclasses import dataclass

from contentforge_platform.database import Opening, ReadSession, SystemSession
from contentforge_platform.ids import UserId
from contentforge_platform.security import Claims
from contentforge_tenants.access import Audience
from contentforge_tenants.operators import repository
from contentforge_tenants.operators.errors import NotAnOperator
from contentforge_tenants.principal import InvalidCredential, Principal


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator who is signed in."""

    id: UserId
    email: str
    name: str


def opening_for_operator(claims: Claims) -> Opening:
    """Open for the holder of a good access token; nobody's rows come into sight by it."""
    return Opening(repository.OF_SESSION, (claims.session, claims.user, claims.audience))


def operator_from(session: ReadSession) -> Operator:
    """The operator for whom this transaction was opened.

    Raises:
        InvalidCredential: the session has ended, or its holder is not active (401).
        NotAnOperator: 403.
        RuntimeError: the transaction was not opened by `opening_for_operator`.
    """
    row = session.opened
    if row is None:
        raise RuntimeError("This transaction was not opened by a credential.")
    if row["outcome"] == "unauthenticated":
        raise InvalidCredential("Invalid or expired credentials")
    if row["outcome"] != "ok":
        raise NotAnOperator
    return Operator(UserId(row["user_id"]), row["email"], row["name"])


async def is_operator(session: ReadSession, principal: Principal, audience: Audience) -> bool:
    """Whether the holder of a session, which is good for this audience, is an operator of the installation."""
    of = principal.credential_id, principal.user_id, audience.value
    return await repository.is_operator(session, principal.organization_id, of)


async def appoint(session: SystemSession, user: UserId) -> bool:
    """Make a person an operator; False if they are one already."""
    return await repository.appoint(session, user)


async def dismiss(session: SystemSession, user: UserId) -> bool:
    """Have a person be an operator no more, from the next request on; False if they are none."""
    return await repository.dismiss(session, user)
