"""Who changes their account, looked up ahead of what hashes or counts between transactions."""

from dataclasses import dataclass

from fastapi import Request

from contentforge_app.apis.common.callers import Visitor
from contentforge_app.apis.common.requests import client_of
from contentforge_platform.ids import UserId
from contentforge_tenants.audit import Actor, Trail
from contentforge_tenants.principal import Principal


@dataclass(frozen=True, slots=True)
class Person:
    """The person who asks, and where what they do is noted."""

    principal: Principal
    trail: Trail

    @property
    def user(self) -> UserId:
        return self.principal.user_id


async def person_of(visitor: Visitor, request: Request) -> Person:
    """The caller, in a short transaction of its own."""
    async with visitor.uow.read(visitor.opening) as session:
        principal = visitor.admit(session).principal
    actor = Actor(principal.user_id, client_of(request))
    return Person(principal, Trail(principal.organization_id, actor))
