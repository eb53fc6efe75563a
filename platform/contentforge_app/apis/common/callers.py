"""Who calls, in a transaction opened for them: one statement finds the principal and brings their rows into sight."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from contentforge_app.apis.common.credentials import has_credential, opening_for
from contentforge_app.apis.common.links import Links
from contentforge_app.runtime import Runtime
from contentforge_billing.plans import Feature, Plan
from contentforge_platform.database import Opening, ReadSession, UnitOfWork, WriteSession
from contentforge_platform.http.rate_limits import by_address, note, per_minute
from contentforge_platform.ids import ApiKeyId, TenantId, UserId
from contentforge_tenants.access import Audience, CredentialKind, Permission
from contentforge_tenants.principal import Principal, may, principal_from, require

_FOR_ANY_PLANS_KEYS: Final = frozenset({Permission.USAGE_READ, Permission.ACCOUNTS_PROVISION})


def runtime_of(request: Request) -> Runtime:
    """The composition root of this process."""
    runtime: Runtime = request.app.state.runtime
    return runtime


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal who may do what the route is for.

    Attributes:
        plan: what holds for their organization now.
        links: makes addresses of stored objects that fit this request.
    """

    principal: Principal
    plan: Plan
    runtime: Runtime
    links: Links

    @property
    def tenant(self) -> TenantId:
        return self.principal.organization_id

    @property
    def user(self) -> UserId:
        return self.principal.user_id

    def owner_unless(self, permission: Permission) -> UserId | None:
        """To whose objects the caller is confined: nobody's with `permission` for everybody's, else their own."""
        return None if may(self.principal, permission) else self.principal.user_id


@dataclass(frozen=True, slots=True)
class Reading(Caller):
    """A caller within a read-only transaction."""

    session: ReadSession


@dataclass(frozen=True, slots=True)
class Writing(Caller):
    """A caller within a transaction that commits before the answer starts."""

    session: WriteSession


@dataclass(frozen=True, slots=True)
class Visitor:
    """A caller not yet looked up, for routes that wait, hash or call out and open short transactions themselves."""

    opening: Opening
    runtime: Runtime
    links: Links
    permission: Permission

    @property
    def uow(self) -> UnitOfWork:
        return self.runtime.uow

    def admit(self, session: ReadSession) -> Caller:
        """The caller, in a transaction opened with `opening`."""
        return Caller(*_admitted(session, self.runtime, self.permission), self.runtime, self.links)

    def writing(self, session: WriteSession) -> Writing:
        """The caller with that transaction's session."""
        return Writing(*_admitted(session, self.runtime, self.permission), self.runtime, self.links, session)


def visiting(audience: Audience, permission: Permission) -> Callable[[Request], Awaitable[Visitor]]:
    """A dependency that reads and counts the credential, and opens nothing."""

    async def visitor(request: Request) -> Visitor:
        runtime = runtime_of(request)
        return Visitor(await _counted(request, runtime, audience), runtime, Links(request, runtime), permission)

    return visitor


def reading(audience: Audience, permission: Permission) -> Callable[[Request], AsyncIterator[Reading]]:
    """A dependency (scope `function`) that opens a read-only transaction for a caller with `permission`."""

    async def reader(request: Request) -> AsyncIterator[Reading]:
        runtime = runtime_of(request)
        async with runtime.uow.read(await _counted(request, runtime, audience)) as session:
            admitted = _admitted(session, runtime, permission)
            yield Reading(*admitted, runtime, Links(request, runtime), session)

    return reader


def writing(audience: Audience, permission: Permission) -> Callable[[Request], AsyncIterator[Writing]]:
    """A dependency (scope `function`) that opens a transaction for a caller with `permission`, and commits it."""

    async def writer(request: Request) -> AsyncIterator[Writing]:
        runtime = runtime_of(request)
        async with runtime.uow.write(await _counted(request, runtime, audience)) as session:
            admitted = _admitted(session, runtime, permission)
            yield Writing(*admitted, runtime, Links(request, runtime), session)

    return writer


async def _counted(request: Request, runtime: Runtime, audience: Audience) -> Opening:
    """How to open for the caller, whose rate limit has room for this request."""
    limiter = runtime.limiter
    if not has_credential(request):
        await limiter.enforce(per_minute(limiter.settings.anonymous), by_address(request), name="anonymous")
    opening, name = opening_for(request, runtime, audience)
    note(request.scope, await limiter.enforce(per_minute(limiter.settings.principal), name, name="principal"))
    return opening


def _admitted(session: ReadSession, runtime: Runtime, permission: Permission) -> tuple[Principal, Plan]:
    """The principal, past both gates, and past the plan's where a key is used."""
    principal = principal_from(session)
    require(principal, permission)
    plan = runtime.entitlements.plan_of(principal.plan)
    if principal.credential is CredentialKind.API_KEY:
        if permission not in _FOR_ANY_PLANS_KEYS:
            runtime.entitlements.require_feature(plan, Feature.API_ACCESS)
        if not principal.recently_used:
            runtime.used_keys.note(principal.organization_id, ApiKeyId(principal.credential_id))
    return principal, plan


def key_of(principal: Principal) -> str | None:
    """The API key by which the principal acts, for the ledger."""
    return principal.credential_key if principal.credential is CredentialKind.API_KEY else None
