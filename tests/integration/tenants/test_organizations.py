"""Organizations and their members: a person may have several, and an organization keeps an owner."""

import asyncio

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.errors import Invalid, NotFound
from contentforge_tenants import memberships, organizations
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.accounts import SignedIn, SiteDoor, log_in
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.memberships import LastOwner
from contentforge_tenants.organizations import Kind, Organization, SlugTaken, TooManyOrganizations
from contentforge_tenants.principal import UnknownOrganization, opening_for_session, principal_from
from contentforge_tenants.sessions import SessionsEnded

NATIVE = Audience.CONTENTFORGE


async def found(uow: UnitOfWork, person: SignedIn, name: str = "Acme", slug: str | None = None) -> Organization:
    async with uow.write(None) as session:
        return await organizations.create(session, person.account.id, name, shown_name="Founder", slug=slug)


async def test_a_team_has_its_founder_as_owner_and_is_listed_beside_the_personal_one(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn
) -> None:
    team = await found(uow, ada, "Ünïque Đồ & Co")

    assert team.slug.startswith("unique-do-co-")
    async with uow.read(None) as session:
        mine = await organizations.of_person(session, ada.account.id)
        theirs = await organizations.of_person(session, bob.account.id)
    assert [(one.id, one.kind, one.role) for one in mine] == [
        (ada.organization.id, Kind.PERSONAL, Role.OWNER),
        (team.id, Kind.TEAM, Role.OWNER),
    ]
    assert [one.id for one in theirs] == [bob.organization.id]
    claims = keyring.tokens.read(ada.tokens.access_token, NATIVE)
    async with uow.read(opening_for_session(claims, team.slug)) as session:
        assert principal_from(session).organization_id == team.id
        people, total = await memberships.members(session, team.id, limit=10, offset=0)
    assert total == 1
    assert [(one.user_id, one.email, one.name, one.role) for one in people] == [
        (ada.account.id, ada.account.email, "Founder", Role.OWNER)
    ]


@pytest.mark.parametrize("slug", ["", "ab", "UPPER", "-edge", "edge-", "a b", "ü", "x" * 64, "a\x00b", "a/b", "ab\n"])
async def test_what_cannot_stand_in_an_address_is_no_slug(uow: UnitOfWork, ada: SignedIn, slug: str) -> None:
    with pytest.raises(Invalid):
        await found(uow, ada, slug=slug)


async def test_of_parallel_claims_to_one_slug_one_wins(uow: UnitOfWork, ada: SignedIn, bob: SignedIn) -> None:
    slug = f"acme-{ada.account.id.hex[:8]}"

    results = await asyncio.gather(
        *(found(uow, person, slug=slug) for person in (ada, bob) * 3), return_exceptions=True
    )

    assert sum(isinstance(result, Organization) for result in results) == 1
    assert sum(isinstance(result, SlugTaken) for result in results) == 5


async def test_a_person_owns_at_most_twenty_teams(uow: UnitOfWork, ada: SignedIn) -> None:
    results = await asyncio.gather(*(found(uow, ada) for _ in range(24)), return_exceptions=True)

    assert sum(isinstance(result, TooManyOrganizations) for result in results) == 4


async def test_a_member_who_leaves_loses_access_and_the_sessions_that_act_there(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn, effects: list[object]
) -> None:
    tenant, guest = bob.organization.id, ada.account.id
    async with uow.write(tenant) as session:
        await memberships.add(session, tenant, guest, Role.AUTHOR, name="Guest")
    there = await log_in(
        uow,
        keyring,
        email=ada.account.email,
        password="correct horse battery",
        audience=Audience.BLOG,
        site=SiteDoor(tenant, is_open=False),
    )
    assert there.organization.id == tenant

    async with uow.write(tenant) as session:
        await memberships.end(session, tenant, guest, by=bob.account.id)

    assert effects == [SessionsEnded((there.tokens.session_id,))]
    claims = keyring.tokens.read(ada.tokens.access_token, NATIVE)
    async with uow.read(opening_for_session(claims, bob.organization.slug)) as session:
        with pytest.raises(UnknownOrganization):
            principal_from(session)
    async with uow.read(opening_for_session(claims)) as session:
        assert principal_from(session).organization_id == ada.organization.id
    async with uow.write(tenant) as session:
        with pytest.raises(NotFound):
            await memberships.end(session, tenant, guest, by=bob.account.id)


async def test_of_two_owners_who_leave_at_once_one_stays(uow: UnitOfWork, ada: SignedIn, bob: SignedIn) -> None:
    team = await found(uow, ada)
    async with uow.write(team.id) as session:
        await memberships.add(session, team.id, bob.account.id, Role.OWNER, name="Second")

    async def leave(person: SignedIn) -> None:
        async with uow.write(team.id) as session:
            await memberships.end(session, team.id, person.account.id, by=person.account.id)

    async with uow.write(team.id) as session:
        await memberships.end(session, team.id, ada.account.id, by=ada.account.id)
        second = asyncio.create_task(leave(bob))
        done, _ = await asyncio.wait([second], timeout=0.3)
        assert not done, "the second waits for what becomes of the first"

    with pytest.raises(LastOwner):
        await second


async def test_a_plan_is_written_for_the_organization_in_sight_only(
    uow: UnitOfWork, ada: SignedIn, bob: SignedIn
) -> None:
    async with uow.write(ada.organization.id) as session:
        assert await organizations.set_plan(session, ada.organization.id, "pro") is True
        assert await organizations.set_plan(session, ada.organization.id, "pro") is False
        assert await organizations.set_plan(session, bob.organization.id, "pro") is False
    async with uow.system() as session:
        assert await organizations.set_plan(session, bob.organization.id, "enterprise") is True

    async with uow.read(ada.organization.id) as session:
        assert (await organizations.get(session, ada.organization.id)).plan == "pro"
