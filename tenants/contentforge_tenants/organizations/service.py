"""The organizations of a person, and new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_tenants import memberships
from contentforge_tenants.access import Role
from contentforge_tenants.organizations import repository
from contentforge_tenants.organizations.slugs import check_slug, random_slug
from contentforge_tenants.text import clean_name

MOST_TEAMS: Final = 20


class Kind(StrEnum):
    """Personal ones come with an account, one each; teams are made."""

    PERSONAL = "personal"
    TEAM = "team"


class TooManyOrganizations(Conflict):
    """A person owns as many teams as one may; each has limits of its own, so they must not be had for nothing."""

    code = "too_many_organizations"


class SlugTaken(Conflict):
    """Slugs stand in addresses, so they are unique across all organizations; this one tells that it is in use."""

    code = "slug_taken"


@dataclass(frozen=True, slots=True)
class Belonging:
    """To whom a new organization belongs, and the plan that it is given there."""

    partner: TenantId
    plan: str


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization; `role` is that of the person who asked, if a person did.

    Attributes:
        plan: what billing has recorded; below a partner `own<partner's`.
        owner_id: None for the default site until it has an administrator.
        partner: the organization that has provisioned it; None for all others, and where a person asked for theirs.
    """

    id: TenantId
    slug: str
    name: str
    kind: Kind
    plan: str
    state: str
    owner_id: UserId | None
    created_at: datetime
    role: Role | None = None
    partner: TenantId | None = None


async def create(
    session: WriteSession,
    owner: UserId,
    name: str,
    *,
    shown_name: str,
    kind: Kind = Kind.TEAM,
    slug: str | None = None,
    belonging: Belonging | None = None,
) -> Organization:
    """Insert an organization with its OWNER, who is shown there as `shown_name`; it is in sight afterwards.

    Raises:
        Invalid: name or slug cannot be one.
        SlugTaken: somebody has the slug.
        TooManyOrganizations: `owner` has 20 teams.
    """
    name = clean_name(name)
    if kind is Kind.TEAM:
        await refuse_more_teams(session, owner)
    tenant = TenantId(new_id())
    await session.enter(tenant)
    chosen = random_slug(name) if slug is None else check_slug(slug)
    family = None if belonging is None else (belonging.partner, belonging.plan)
    if await repository.insert(session, tenant, chosen, name, kind.value, owner, family) is None:
        raise SlugTaken("This slug is taken.", slug=chosen)
    await memberships.add(session, tenant, owner, Role.OWNER, name=shown_name)
    return await get(session, tenant)


async def ensure_unowned(session: WriteSession, slug: str, name: str) -> None:
    """Make a team that nobody leads yet, unless the slug is somebody's already; reserved slugs are for such teams."""
    tenant = TenantId(new_id())
    await session.enter(tenant)
    await repository.insert(session, tenant, slug, name, Kind.TEAM.value, None, None)


async def unled(session: SystemSession, slug: str) -> TenantId | None:
    """The organization with this slug, if there is one that nobody leads yet."""
    return await repository.unled(session, slug)


async def slugs_of(session: SystemSession, tenants: Sequence[TenantId]) -> dict[TenantId, str]:
    """The slugs of these organizations; who does not exist any more is not there."""
    return {TenantId(row["id"]): row["slug"] for row in await repository.slugs_of(session, tenants)}


async def adopt(session: WriteSession, tenant: TenantId, owner: UserId, *, shown_name: str) -> bool:
    """Have `owner` lead the organization in sight, which nobody leads yet; False if somebody does."""
    if not await repository.adopt(session, tenant, owner):
        return False
    await memberships.lead(session, tenant, owner, name=shown_name)
    return True


async def refuse_more_teams(session: WriteSession, owner: UserId) -> None:
    """Go on only if `owner` may have another team.

    Raises:
        TooManyOrganizations: 409.
    """
    await repository.lock_owner(session, owner)
    owned = [one for one in await of_person(session, owner) if one.kind is Kind.TEAM and one.owner_id == owner]
    if len(owned) >= MOST_TEAMS:
        raise TooManyOrganizations(f"You may own at most {MOST_TEAMS} organizations.", limit=MOST_TEAMS)


async def get(session: ReadSession, tenant: TenantId) -> Organization:
    """The organization that is in sight.

    Raises:
        NotFound: there is none of this id.
    """
    row = await repository.get(session, tenant)
    if row is None:
        raise NotFound("Organization not found.")
    return _organization(row)


async def of_person(session: ReadSession, user: UserId) -> list[Organization]:
    """All organizations of which `user` is an active member, oldest first, whatever is in sight."""
    return [_organization(row, Role(row["role"])) for row in await repository.of_user(session, user)]


async def personal_of(session: ReadSession, user: UserId) -> Organization | None:
    """The organization that came with the account; None for who has only ever been at sites of others."""
    joined = await of_person(session, user)
    return next((one for one in joined if one.kind is Kind.PERSONAL and one.owner_id == user), None)


async def lock_plan(session: WriteSession, tenant: TenantId) -> str:
    """The plan that is recorded for the organization in sight, which stays so until the end of the transaction."""
    plan = await repository.lock_plan(session, tenant)
    if plan is None:
        raise NotFound("Organization not found.")
    return plan


async def set_plan(session: WriteSession, tenant: TenantId, plan: str) -> bool:
    """Note the plan that billing has decided on; it acts on the next request. Tells whether it was another one."""
    return await repository.set_plan(session, tenant, plan)


def _organization(row: asyncpg.Record, role: Role | None = None) -> Organization:
    return Organization(
        id=TenantId(row["id"]),
        slug=row["slug"],
        name=row["name"],
        kind=Kind(row["kind"]),
        plan=row["plan"],
        state=row["state"],
        owner_id=row["owner_id"],
        created_at=row["created_at"],
        role=role,
        partner=row.get("partner_id"),
    )
